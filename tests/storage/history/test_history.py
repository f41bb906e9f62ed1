from __future__ import annotations

import sqlite3
import threading
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.storage.history.samples import EXCHANGE, FAILED, REQUEST, numbered

from endpoint_explorer.errors import FileMalformed, UsageError
from endpoint_explorer.model.exchange import (
    Exchange,
    ExchangeSummary,
    Failure,
    Hop,
    OmittedBody,
    Response,
    Timings,
    WireRequest,
)
from endpoint_explorer.model.history import HistoryQuery
from endpoint_explorer.model.request import Request
from endpoint_explorer.model.secret import Secret
from endpoint_explorer.storage.history import History, rows


def test_nothing_is_opened_before_it_is_used(path: Path) -> None:
    history = History(path)
    history.close()
    assert not path.exists()


@pytest.mark.parametrize("exchange", [EXCHANGE, FAILED])
def test_exchange_comes_back_whole_also_after_a_restart(path: Path, exchange: Exchange) -> None:
    first = History(path)
    number = first.record(exchange)
    first.close()
    second = History(path)
    assert second.get(number) == msgspec.structs.replace(exchange, id=number)
    second.close()
    assert first.notices == second.notices == []


def test_partial_answer_comes_back_with_its_failure(history: History) -> None:
    partial = msgspec.structs.replace(
        EXCHANGE,
        response=Response(status=200, body=b"half", is_complete=False, expected_size=8),
        failure=Failure("connection-broken", "reset"),
    )
    number = history.record(partial)
    assert history.get(number) == msgspec.structs.replace(partial, id=number)
    (summary,) = history.page().rows
    assert (summary.status, summary.failure_kind, summary.size) == (None, "connection-broken", 4)


def test_summary_of_an_exchange(history: History) -> None:
    number = history.record(EXCHANGE)
    assert history.page().rows == (
        ExchangeSummary(
            id=number,
            started_at=1_700_000_000.5,
            method="POST",
            url="http://127.0.0.1:8765/users/25?a=1",
            status=201,
            reason="Created",
            duration=12.25,
            size=12,
            request_id="r1",
            request_name="Get",
            environment="local",
            route="/users/{id}",
            endpoint_id=1,
        ),
    )


def test_pages_run_from_the_newest_to_the_oldest(history: History) -> None:
    ids = [history.record(numbered(n, "odd" if n % 2 else "even")) for n in range(10)]
    newest_first = ids[::-1]
    pages = []
    before: int | None = None
    while page := history.page(before=before, limit=3).rows:
        pages += [summary.id for summary in page]
        before = page[-1].id
    assert pages == newest_first
    odd = history.page(HistoryQuery(request_id="odd"), limit=2).rows
    assert [summary.id for summary in odd] == [ids[9], ids[7]]
    rest = history.page(HistoryQuery(request_id="odd"), before=odd[-1].id).rows
    assert [summary.id for summary in rest] == [ids[5], ids[3], ids[1]]
    assert history.page(HistoryQuery(request_id="none")).rows == ()
    assert history.page(limit=0).rows == ()
    assert len(history.page(before=10**30, limit=10**30).rows) == 10


@pytest.mark.parametrize("number", [0, -1, 7, 10**30])
def test_unknown_exchange(history: History, number: int) -> None:
    history.record(FAILED)
    with pytest.raises(UsageError, match=f"no exchange {number} in the history"):
        history.get(number)


def test_same_body_is_kept_once_and_compressed(history: History, path: Path) -> None:
    body = b'{"name": "Ada"}' * 10_000
    exchange = msgspec.structs.replace(EXCHANGE, response=Response(status=200, body=body))
    ids = [history.record(exchange) for _ in range(5)]
    assert all(history.get(number).response == exchange.response for number in ids)
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT size, length(data) FROM bodies ORDER BY size").fetchall()
    connection.close()
    assert [size for size, _ in rows] == [5, len(body)]
    assert rows[1][1] < len(body) / 20


def test_body_over_the_limit_is_named_with_size_and_hash(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "BODY_LIMIT", 10)
    sent, received = b"s" * 11, b"r" * 12
    exchange = msgspec.structs.replace(
        EXCHANGE,
        wire=msgspec.structs.replace(EXCHANGE.wire, body=sent, body_size=11),
        response=Response(status=200, body=received),
    )
    kept = history.get(history.record(exchange))
    assert kept.wire.body is None
    assert kept.wire.omitted == OmittedBody(11, sha256(sent).hexdigest())
    assert kept.response is not None
    assert kept.response.body == b""
    assert kept.response.omitted == OmittedBody(12, sha256(received).hexdigest())
    assert "too large to keep: 12 bytes" in kept.response.notes[0]
    assert history.page().rows[0].size == 12


def test_claim_of_any_size_is_kept(history: History) -> None:
    claims = (2**31, 2**63 - 1, 2**63, 2**80)
    for claim in claims:
        response = Response(
            status=200,
            omitted=OmittedBody(claim, sha256(b"%d" % claim).hexdigest()),
            wire_size=claim,
            expected_size=claim,
        )
        kept = history.get(history.record(msgspec.structs.replace(EXCHANGE, response=response)))
        assert kept.response is not None
        assert kept.response.expected_size == claim
    assert [row.size for row in history.page().rows] == [min(c, 2**63 - 1) for c in claims[::-1]]


def test_large_body_is_compressed_before_the_file_is_locked(history: History) -> None:
    history.record(EXCHANGE)
    store = history._writer._store
    assert store is not None
    compress = store._compress
    is_locked = []

    def look(data: bytes) -> bytes:
        is_locked.append(store.connection.in_transaction)
        return compress(data)

    store.__dict__["_compress"] = look
    large = Response(status=200, body=b"large" * 1_000_000)
    for _ in range(2):
        number = history.record(msgspec.structs.replace(EXCHANGE, response=large))
        assert history.get(number).response == large
    assert is_locked == [False]


CANARY = "c4n4ry-s3cret+/="


def test_no_secret_reaches_the_disk_in_any_form(history: History, path: Path) -> None:
    secret = Secret("token", "env:TOKEN", CANARY)
    percent = "c4n4ry-s3cret%2B%2F%3D"
    exchange = msgspec.structs.replace(
        EXCHANGE,
        wire=WireRequest(
            method="GET",
            url=f"http://h/?t={percent}",
            headers=(("Authorization", f"Bearer {CANARY}"),),
            body=CANARY.encode(),
        ),
        response=Response(
            status=200,
            headers=(("X-Echo", CANARY),),
            body=f"you sent {CANARY} and {percent}".encode() * 20,
        ),
        failure=Failure("timeout", f"no answer to {CANARY}"),
        secrets=(secret,),
        overrides={"t": CANARY},
    )
    number = history.record(exchange)
    kept = history.get(number)
    assert kept.secrets == ()
    assert kept.request == REQUEST
    assert kept.wire.url == "http://h/?t={{token}}"
    assert kept.wire.headers == (("Authorization", "Bearer {{token}}"),)
    assert kept.response is not None
    assert kept.response.body.startswith(b"you sent {{token}} and {{token}}")
    while_open = b"".join(file.read_bytes() for file in path.parent.iterdir())
    history.close()
    closed = b"".join(file.read_bytes() for file in path.parent.iterdir())
    for data in (while_open, closed, repr(kept).encode(), repr(history.page().rows).encode()):
        assert b"c4n4ry" not in data
        assert b"YzRuNHJ5" not in data


odd = st.text(max_size=8) | st.sampled_from(["\ud800", "a\0b", "\x1b[31m", "\udfff\ud800"])
numbers = st.floats() | st.sampled_from([float("nan"), float("inf"), -0.0])
sizes = st.integers(-(2**70), 2**70)
headers = st.lists(st.tuples(odd, odd), max_size=3).map(tuple)
exchanges = st.builds(
    Exchange,
    wire=st.builds(
        WireRequest,
        method=odd,
        url=odd | st.just("http://[::1"),
        headers=headers,
        body=st.none() | st.binary(max_size=80),
        body_size=sizes,
    ),
    response=st.none()
    | st.builds(
        Response,
        status=sizes,
        reason=odd,
        headers=headers,
        body=st.binary(max_size=80),
        wire_size=sizes,
        expected_size=st.none() | sizes,
    ),
    failure=st.none() | st.builds(Failure, odd, odd, odd),
    timings=st.builds(Timings, dns=st.none() | numbers, total=numbers),
    hops=st.lists(st.builds(Hop, sizes, odd, odd, odd, st.just(())), max_size=2).map(tuple),
    started_at=numbers,
    remote_address=odd,
    request=st.none() | st.builds(Request, id=odd, name=odd, url=odd),
    environment=odd,
    overrides=st.dictionaries(odd, odd, max_size=2),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(exchange=exchanges)
def test_nothing_that_a_server_says_breaks_an_insert(history: History, exchange: Exchange) -> None:
    number = history.record(exchange)
    kept = history.get(number)
    assert repr(kept) == repr(msgspec.structs.replace(exchange, id=number))
    assert history.page(limit=1).rows[0].id == number


def test_any_number_of_threads(history: History) -> None:
    errors: list[BaseException] = []

    def work(name: str) -> None:
        try:
            for number in range(20):
                history.record(numbered(number, name))
                history.page(HistoryQuery(request_id=name), limit=3)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(str(n),)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(history.page(limit=1000).rows) == 80


def test_two_instances_see_what_the_other_wrote(history: History, path: Path) -> None:
    other = History(path)
    first = history.record(numbered(1))
    assert other.get(first).wire.url == "http://h/1"
    second = other.record(numbered(2))
    assert [summary.id for summary in history.page().rows] == [second, first]
    other.close()


@pytest.mark.parametrize("column", ["document", "body"])
def test_row_that_cannot_be_made_out_names_itself(
    history: History, path: Path, column: str
) -> None:
    body = b"x" * 1000
    number = history.record(
        msgspec.structs.replace(EXCHANGE, response=Response(status=200, body=body))
    )
    with sqlite3.connect(path) as connection:
        if column == "document":
            connection.execute("UPDATE exchanges SET document = '{\"wire\": 1}'")
        else:
            connection.execute("UPDATE bodies SET data = x'00' WHERE encoding = 'zstd'")
    connection.close()
    with pytest.raises(FileMalformed, match=f"exchange {number} cannot be read"):
        history.get(number)
    assert len(history.page().rows) == 1
