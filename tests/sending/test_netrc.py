"""Logins from a netrc file, and only where the request says so."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from endpoint_explorer.errors import InvalidRequest
from endpoint_explorer.model.collection import Context
from endpoint_explorer.model.exchange import PreparedRequest
from endpoint_explorer.model.request import Auth, Field, Request
from endpoint_explorer.sending.message import preview_message
from endpoint_explorer.sending.resolve import prepare

CONTEXT = Context(directory=Path("/nowhere"))
NETRC = Auth(type="netrc")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "logins"
    path.write_text("machine API.example.com login ada password s3cret#pass\n")
    path.chmod(0o600)
    monkeypatch.setenv("NETRC", str(path))
    return path


def prepared(url: str = "http://api.example.com/", auth: Auth = NETRC) -> PreparedRequest:
    return prepare(Request(url=url, auth=auth), CONTEXT)


def test_the_login_of_the_host_is_a_basic_header_and_a_secret(file: Path) -> None:
    made = prepared()
    pair = base64.b64encode(b"ada:s3cret#pass").decode()
    assert ("Authorization", f"Basic {pair}") in made.headers
    assert {"s3cret#pass", pair} <= {secret.value for secret in made.secrets}
    assert made.auth_headers == ("Authorization",)
    assert made.notes == ()


def test_nothing_is_read_unless_the_type_says_so(file: Path) -> None:
    assert "Authorization" not in dict(prepared(auth=Auth(type="none")).headers)


def test_the_preview_masks_the_password(file: Path) -> None:
    seen = preview_message(Request(url="http://api.example.com/", auth=NETRC), CONTEXT)
    assert seen.problems == ()
    assert b"s3cret" not in seen.data
    assert base64.b64encode(b"ada:s3cret#pass") not in seen.data
    assert "Authorization: Basic ••••••" in seen.data.decode()


def test_the_file_in_the_home_folder_is_the_default_one(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NETRC")
    monkeypatch.setenv("HOME", str(file.parent))
    file.rename(file.parent / ".netrc")
    assert "Authorization" in dict(prepared().headers)


def test_a_default_entry_is_for_every_host(file: Path) -> None:
    file.write_text("default login anybody password hunter22\n")
    assert "Authorization" in dict(prepared("http://other.example.com/").headers)


def test_a_file_that_others_can_read_is_warned_of(file: Path) -> None:
    file.chmod(0o644)
    assert prepared().notes == (f"{file} can be read by others: chmod 600 {file}",)
    seen = preview_message(Request(url="http://api.example.com/", auth=NETRC), CONTEXT)
    assert "can be read by others" in seen.notes[-1]


def test_a_header_that_is_written_stands_and_the_file_is_not_read(file: Path) -> None:
    file.unlink()
    request = Request(url="http://h/", auth=NETRC, headers=(Field("authorization", "mine"),))
    assert prepare(request, CONTEXT).auth_headers == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("machine other.example.com login a password b", "has no login for api.example.com"),
        ("machine h\nlogin a\nfoo b", ":3: bad follower token 'foo'"),
        (None, "cannot be read: No such file"),
        (b"machine \xff\xfe login a", "is no text in UTF-8"),
    ],
)
def test_faults_name_the_file_and_the_line(
    file: Path, text: str | bytes | None, reason: str
) -> None:
    file.unlink()
    if text is not None:
        file.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(InvalidRequest) as caught:
        prepared()
    assert caught.value.field == "auth.type"
    assert str(file) in caught.value.message
    assert reason in caught.value.message
