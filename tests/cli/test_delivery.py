from __future__ import annotations

import signal

import pytest

from endpoint_explorer.cli.delivery import Manner, deliver
from endpoint_explorer.cli.display import hop_lines
from endpoint_explorer.cli.output import Output, encode_line
from endpoint_explorer.cli.target import Target
from endpoint_explorer.explorer import Explorer, Origin, Sent
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import Exchange, Hop, Response, WireRequest
from endpoint_explorer.model.request import Request
from endpoint_explorer.model.secret import Secret


@pytest.fixture
def target(tmp_path: object) -> Target:
    return Target(Request(url="http://127.0.0.1:1/"), Context(directory=tmp_path), Origin())  # type: ignore[arg-type]  # a Path


def answer_with(monkeypatch: pytest.MonkeyPatch, response: Response) -> None:
    """Let every send end with a response, without a failure."""
    secrets = (Secret("token", "env:TOKEN", "s3cr3t"),)
    wire = WireRequest(method="GET", url="http://127.0.0.1:1/")
    exchange = Exchange(wire=wire, response=response, secrets=secrets)
    monkeypatch.setattr(Explorer, "transmit", lambda *_, **__: Sent(exchange))


def test_a_body_that_was_cut_short_is_never_taken_for_whole(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], target: Target
) -> None:
    notes = ("sent again", "truncated at s3cr3t")
    answer_with(monkeypatch, Response(status=200, is_complete=False, notes=notes))
    assert deliver(Output(), Explorer(), target, Manner()) == 4
    assert capsys.readouterr().err == ("error: the body is not complete: truncated at {{token}}\n")


def test_ctrl_c_is_as_it_was_after_a_send(monkeypatch: pytest.MonkeyPatch, target: Target) -> None:
    answer_with(monkeypatch, Response(status=200))
    before = signal.getsignal(signal.SIGINT)
    assert deliver(Output(), Explorer(), target, Manner()) == 0
    assert signal.getsignal(signal.SIGINT) is before


def test_a_signal_that_is_ignored_stays_ignored(
    monkeypatch: pytest.MonkeyPatch, target: Target
) -> None:
    """A shell starts what runs in the background like that."""
    seen = []
    answer_with(monkeypatch, Response(status=200))
    sent = Explorer.transmit

    def send(*arguments: object, **options: object) -> Sent:
        seen.append(signal.getsignal(signal.SIGINT))
        return sent(*arguments, **options)  # type: ignore[arg-type]  # handed on

    monkeypatch.setattr(Explorer, "transmit", send)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        deliver(Output(), Explorer(), target, Manner())
    finally:
        signal.signal(signal.SIGINT, before)
    assert seen == [signal.SIG_IGN]


def test_a_secret_in_a_redirect_is_not_told() -> None:
    hop = Hop(status=302, method="GET", url="http://a/", location="http://b/?key=s3cr3t")
    exchange = Exchange(
        wire=WireRequest(method="GET", url="http://a/"),
        hops=(hop,),
        secrets=(Secret("token", "env:TOKEN", "s3cr3t"),),
    )
    assert [encode_line(line) for line in hop_lines(exchange)] == [
        b"302 redirected to http://b/?key={{token}}\n"
    ]
