from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.demo.process import DemoServer
from endpoint_explorer.errors import ResolveError, SecretRefused, UsageError
from endpoint_explorer.explorer import Explorer
from endpoint_explorer.explorer.restoring import restore
from endpoint_explorer.model.exchange import Exchange, PreparedRequest, WireRequest
from endpoint_explorer.model.secret import Secret, basic_pair
from endpoint_explorer.sending.outgoing import record
from endpoint_explorer.sending.resolve import with_encoded_forms
from endpoint_explorer.storage.redaction import redact_exchange
from endpoint_explorer.storage.saving import load_request

TOKEN = "t0k€n /+&=x"


@pytest.fixture
def explorer() -> Iterator[Explorer]:
    opened = Explorer()
    yield opened
    opened.close()


@pytest.fixture
def path(tmp_path: Path, demo_server: DemoServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a request that has a secret in each of its fields."""
    monkeypatch.setenv("TOKEN", TOKEN)
    folder = tmp_path / "api"
    (folder / "environments").mkdir(parents=True)
    (folder / "collection.toml").write_text(f'format = 1\nbase_url = "{demo_server.base_url}"\n')
    for name, page in (("local", "1"), ("staging", "2")):
        text = f'[variables]\npage = "{page}"\n[secrets]\ntoken = "env:TOKEN"\n'
        (folder / "environments" / f"{name}.toml").write_text(text)
    request = folder / "make.toml"
    request.write_text("""
id = "r1"
method = "POST"
url = "/echo/{{token}}"
[query]
key = "{{token}}"
page = "{{page}}"
[headers]
X-Key = "{{token}}"
X-Page = "{{page}}"
[body]
type = "json"
text = '{"token": "{{token}}", "literal": "\\{{token}}"}'
[auth]
type = "basic"
username = "ada"
password = "{{token}}"
""")
    return request


def send(explorer: Explorer, path: Path, environment: str = "local") -> Exchange:
    request = load_request(path).request
    context = explorer.context(path, environment)
    sent = explorer.send(request, context, explorer.origin(path, environment))
    assert sent.notice == ""
    return sent.exchange


def id_of(exchange: Exchange) -> int:
    assert exchange.id is not None
    return exchange.id


def test_message_is_sent_as_it_was_secrets_and_all(explorer: Explorer, path: Path) -> None:
    first = send(explorer, path)
    kept = explorer.history.get(id_of(first))
    assert "{{token}}" in kept.wire.url
    again = explorer.resend(id_of(first)).exchange
    assert again.wire == first.wire
    assert id_of(again) == id_of(first) + 1
    assert explorer.history.get(id_of(again)).wire == kept.wire


def test_resolved_values_stay_those_of_then(explorer: Explorer, path: Path) -> None:
    first = send(explorer, path)
    local = path.parent / "environments" / "local.toml"
    local.write_text(local.read_text().replace('"1"', '"7"'))
    replayed = explorer.replay(id_of(first)).exchange
    assert dict(replayed.wire.headers)["X-Page"] == "7"
    resent = explorer.resend(id_of(first)).exchange
    assert resent.wire == first.wire


def test_secret_that_changed_is_sent_as_it_is_today(
    explorer: Explorer, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = send(explorer, path)
    monkeypatch.setenv("TOKEN", "another-one")
    resent = explorer.resend(id_of(first)).exchange
    assert dict(resent.wire.headers)["X-Key"] == "another-one"
    assert resent.wire.url.endswith("/echo/another-one?key=another-one&page=1")
    assert b'"token": "another-one"' in (resent.wire.body or b"")
    assert TOKEN not in repr(explorer.history.get(id_of(resent)))


def test_request_whose_file_is_gone_is_replayed(explorer: Explorer, path: Path) -> None:
    first = send(explorer, path)
    path.unlink()
    assert explorer.replay(id_of(first)).exchange.wire == first.wire
    assert explorer.resend(id_of(first)).exchange.wire == first.wire


def test_message_of_a_collection_that_is_gone_is_sent_as_it_was(
    explorer: Explorer, path: Path
) -> None:
    path.write_text('id = "r1"\nurl = "/users/{{page}}"\n[query]\na = "{{page}}"\n')
    first = send(explorer, path)
    path.parent.rename(path.parent.with_name("elsewhere"))
    with pytest.raises(ResolveError, match="no variable is named page"):
        explorer.replay(id_of(first))
    assert explorer.resend(id_of(first)).exchange.wire == first.wire


def test_replay_in_another_environment(explorer: Explorer, path: Path) -> None:
    first = send(explorer, path)
    replayed = explorer.replay(id_of(first), environment="staging").exchange
    assert replayed.environment == "staging"
    assert dict(replayed.wire.headers)["X-Page"] == "2"
    with pytest.raises(UsageError, match="nowhere"):
        explorer.replay(id_of(first), environment="nowhere")


def test_secret_is_not_sent_to_a_host_that_it_is_not_for(explorer: Explorer, path: Path) -> None:
    first = send(explorer, path)
    local = path.parent / "environments" / "local.toml"
    limited = 'token = { ref = "env:TOKEN", hosts = ["localhost:1"] }'
    local.write_text(local.read_text().replace('token = "env:TOKEN"', limited))
    collection = path.parent / "collection.toml"
    collection.write_text('format = 1\nbase_url = "http://localhost:1"\n')
    with pytest.raises(SecretRefused, match="only for localhost:1"):
        explorer.resend(id_of(first))


def test_body_that_was_not_kept_is_named(explorer: Explorer, path: Path) -> None:
    first = send(explorer, path)
    wire = msgspec.structs.replace(first.wire, body=None, body_size=60_000_000)
    number = explorer.history.record(msgspec.structs.replace(first, wire=wire))
    with pytest.raises(UsageError, match=r"its body, 60(\.0)? MB, was too large to keep"):
        explorer.resend(number)


def test_cookies_come_from_the_jar_or_are_missed(
    explorer: Explorer, path: Path, demo_server: DemoServer
) -> None:
    request = path.with_name("cookies.toml")
    request.write_text('id = "r2"\nurl = "/cookies/set?session=abcd1234"\n')
    send(explorer, request)
    request.write_text('id = "r2"\nurl = "/cookies"\n')
    first = send(explorer, request)
    assert dict(first.wire.headers)["Cookie"] == "session=abcd1234"
    assert "abcd1234" not in repr(explorer.history.get(id_of(first)).wire)
    assert explorer.resend(id_of(first)).exchange.wire == first.wire
    collection = path.parent
    cookies = explorer.jars.read(collection, "local")
    explorer.jars.change(collection, "local", {cookie.key: None for cookie in cookies})
    with pytest.raises(UsageError, match="the cookie session is not in the jar any more"):
        explorer.resend(id_of(first))


def test_exchange_without_a_request_says_so(explorer: Explorer) -> None:
    wire = WireRequest(method="GET", url="http://127.0.0.1:1/")
    number = explorer.history.record(Exchange(wire=wire))
    for again in (explorer.replay, explorer.resend):
        with pytest.raises(UsageError, match="holds no request"):
            again(number)


@pytest.mark.parametrize("text", ["history = false\n", "[options]\nhistory = false\n"])
def test_request_that_is_kept_out_of_the_history(
    explorer: Explorer, path: Path, demo_server: DemoServer, text: str
) -> None:
    quiet = path.with_name("quiet.toml")
    quiet.write_text(f'id = "r3"\nurl = "/users"\n{text}')
    assert send(explorer, quiet).id is None
    assert explorer.history.page().rows == ()


@pytest.mark.parametrize("file", ["sub/folder.toml", "collection.toml"])
def test_folder_is_kept_out_of_the_history(
    explorer: Explorer, path: Path, demo_server: DemoServer, file: str
) -> None:
    settings = path.parent / file
    settings.parent.mkdir(exist_ok=True)
    before = settings.read_text() if settings.exists() else ""
    settings.write_text(f"history = false\n{before}")
    quiet = path.parent / "sub" / "quiet.toml"
    quiet.parent.mkdir(exist_ok=True)
    quiet.write_text('id = "r3"\nurl = "/users"\n')
    assert send(explorer, quiet).id is None
    quiet.write_text('id = "r3"\nurl = "/users"\nhistory = true\n')
    assert send(explorer, quiet).id is not None


values = st.text(
    st.characters(codec="utf-8", exclude_characters="{}\r\n\0"), min_size=4, max_size=9
)
texts = st.text("abc {}\u20ac", max_size=6)


@given(value=values, pieces=st.lists(texts, min_size=4, max_size=4), user=st.text("ab", max_size=3))
def test_what_is_as_it_was_comes_back_to_the_byte(value: str, pieces: list[str], user: str) -> None:
    secret = Secret("token", "env:TOKEN", value)
    secrets = (*with_encoded_forms((secret,)), basic_pair(user, secret))
    quoted = next(s.value for s in secrets if s.value.isascii() and " " not in s.value)
    body = f"{pieces[0]}{value}{pieces[1]}".encode("utf-8", "surrogatepass")
    today = PreparedRequest(
        method="POST",
        url=f"http://h/{quoted}?a={quoted}",
        headers=(
            ("Authorization", f"Basic {basic_pair(user, secret).value}"),
            ("X-Key", f"{pieces[2]}{value}{pieces[3]}"),
            ("Content-Length", str(len(body))),
        ),
        body=(body,),
        secrets=secrets,
    )
    wire = record(today, today.body)
    kept = redact_exchange(Exchange(wire=wire, secrets=secrets)).wire
    restored = restore(kept, today)
    assert record(restored, restored.body) == wire
