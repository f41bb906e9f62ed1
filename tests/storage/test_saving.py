from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpoint_explorer.errors import FileChanged, FileMalformed, FileUnreadable, FileUnwritable
from endpoint_explorer.model.request import (
    Auth,
    AuthLocation,
    AuthType,
    Body,
    BodyType,
    Capture,
    ClientAuth,
    Field,
    FormField,
    Grant,
    Options,
    Request,
    SignatureMethod,
)
from endpoint_explorer.storage.reading import Stamp
from endpoint_explorer.storage.saving import (
    edit_settings,
    load_request,
    render_request,
    save_request,
)

AsNobody = Callable[[Path], AbstractContextManager[None]]

anything = st.text(st.characters(codec="utf-8"), max_size=20)
awkward = st.text("'\"\\\r\n\t\x00\x1b\x7f =#[]{}.,é", max_size=20)
texts = anything | awkward
fields = st.builds(Field, texts, texts, st.booleans(), st.booleans())
captures = st.builds(Capture, texts, texts, st.booleans(), st.booleans()) | st.builds(
    Capture, texts, texts
)
plain_fields = st.builds(Field, texts, texts)
rows = (st.lists(fields, max_size=4) | st.lists(plain_fields, max_size=4)).map(tuple)
seconds = st.none() | st.floats(0, 1e6) | st.integers(0, 100).map(float)
bodies = st.builds(
    Body,
    st.sampled_from(get_args(BodyType)),
    texts,
    texts,
    st.lists(st.builds(FormField, texts, texts, st.booleans(), texts, texts), max_size=3).map(
        tuple
    ),
    texts,
    texts,
)
auths = st.builds(
    Auth,
    st.sampled_from(get_args(AuthType)),
    texts,
    texts,
    texts,
    texts,
    texts,
    st.sampled_from(get_args(AuthLocation)),
    st.sampled_from(get_args(Grant)),
    client_auth=st.sampled_from(get_args(ClientAuth)),
    signature_method=st.sampled_from(get_args(SignatureMethod)),
    **dict.fromkeys(("token_url", "client_secret", "secret_key", "realm", "domain"), texts),
)
requests = st.builds(
    Request,
    id=texts,
    name=texts,
    method=texts,
    url=texts,
    description=texts,
    path=rows,
    query=rows,
    headers=rows,
    body=st.just(Body()) | bodies,
    auth=st.just(Auth()) | auths,
    checks=st.lists(texts, max_size=3).map(tuple),
    captures=st.lists(captures, max_size=4).map(tuple),
    options=st.builds(Options, seconds, st.none() | st.booleans()),
)

SOURCE = """\
# The file's own comment.

id = "0198"  # never change
name = "Get a user"
method = "GET"   # the method
url = '/users/{id}'
team = "core"            # a key that we do not know

# About the path.
[path]
id = 25

# About the query.
[[query]]
name = "a"     # the first
value = "1"
owner = "me"

# The second row.
[[query]]
value = "2"
name = "b"
enabled = false

[body]
# Ada's.
type = "json"
text = '''
{
  "name": "Ada"
}
'''
schema = "user"

# The end.
[options]
timeout=10.0
"""

REQUEST = Request(
    id="0198",
    name="Get a user",
    method="GET",
    url="/users/{id}",
    path=(Field("id", "25"),),
    query=(Field("a", "1"), Field("b", "2", enabled=False)),
    body=Body(type="json", text='{\n  "name": "Ada"\n}\n'),
    options=Options(timeout=10.0),
)


def save(text: str, request: Request) -> str:
    """Save a request into a file of this text and return the text from then on."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.toml"
        path.write_bytes(text.encode())
        stamp = save_request(path, request, Stamp.of(text.encode()))
        assert load_request(path) == msgspec.structs.replace(
            load_request(path), request=request, stamp=stamp
        )
        return path.read_bytes().decode()


def changed(**changes: Any) -> str:
    return save(SOURCE, msgspec.structs.replace(REQUEST, **changes))


@settings(deadline=None)
@given(requests)
def test_any_request_comes_back_from_a_new_file(request: Request) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.toml"
        stamp = save_request(path, request, None)
        loaded = load_request(path)
        assert loaded.request == request
        assert loaded.stamp == stamp


@settings(deadline=None)
@given(requests)
def test_any_request_comes_back_from_an_edited_file_and_no_comment_is_lost(
    request: Request,
) -> None:
    text = render_request(Path("a.toml"), request, SOURCE.encode()).decode()
    kept = [line for line in text.splitlines() if re.match("# [A-Z]", line)]
    assert kept == [line for line in SOURCE.splitlines() if re.match("# [A-Z]", line)]
    assert 'team = "core"            # a key that we do not know\n' in text
    assert 'schema = "user"\n' in text
    assert save(text, REQUEST)


@settings(deadline=None)
@given(requests, requests)
def test_any_request_over_any_other(one: Request, other: Request) -> None:
    first = render_request(Path("a.toml"), one, None)
    second = render_request(Path("a.toml"), other, first)
    assert save(second.decode(), other) == second.decode()


def test_unchanged_request_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(SOURCE)
    before = path.stat()
    loaded = load_request(path)
    assert loaded.request == REQUEST
    assert save_request(path, loaded.request, loaded.stamp) == loaded.stamp
    assert path.read_text() == SOURCE
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_one_change_touches_one_line() -> None:
    assert changed(method="POST") == SOURCE.replace('"GET"   #', '"POST"   #')
    assert changed(path=(Field("id", "26"),)) == SOURCE.replace("id = 25", 'id = "26"')
    assert changed(options=Options(timeout=2.5)) == SOURCE.replace("timeout=10.0", "timeout=2.5")
    first, second = REQUEST.query
    switched_on = msgspec.structs.replace(second, enabled=True)
    expected = SOURCE.replace('name = "b"\nenabled = false\n', 'name = "b"\n')
    assert changed(query=(first, switched_on)) == expected


def test_row_keeps_its_unknown_keys_and_comments_when_others_go_and_come() -> None:
    text = changed(query=(Field("a", "9"), Field("c", "3")))
    assert 'name = "a"     # the first\nvalue = "9"\nowner = "me"\n' in text
    assert "# The second row.\n[[query]]\n" in text


def test_body_that_is_taken_away_leaves_what_is_not_ours() -> None:
    assert '[body]\n# Ada\'s.\nschema = "user"\n' in changed(body=Body())


def test_other_body_type_is_said_even_where_it_is_the_usual_one() -> None:
    body = msgspec.structs.replace(REQUEST.body, type="none")
    assert changed(body=body) == SOURCE.replace('type = "json"', 'type = "none"')


def test_new_file_reads_as_the_design_shows_it(tmp_path: Path) -> None:
    request = Request(
        id="0198",
        name="Get a user",
        url="/users/{id}",
        checks=("status == 200", 'jsonpath "$.id" == 25'),
        path=(Field("id", "25"),),
        headers=(Field("X-Trace", "1", enabled=False),),
        body=Body(type="json", text='{\n  "name": "Ada"\n}'),
        captures=(Capture("user_name", 'jsonpath "$.name"'),),
        options=Options(timeout=10, follow_redirects=True, cookies=False),
    )
    save_request(tmp_path / "a.toml", request, None)
    assert (tmp_path / "a.toml").read_text() == (
        'id = "0198"\n'
        'name = "Get a user"\n'
        'method = "GET"\n'
        'url = "/users/{id}"\n'
        'checks = ["status == 200", \'jsonpath "$.id" == 25\']\n'
        '\n[path]\nid = "25"\n'
        '\n[[headers]]\nname = "X-Trace"\nvalue = "1"\nenabled = false\n'
        "\n[body]\ntype = \"json\"\ntext = '''\n{\n  \"name\": \"Ada\"\n}'''\n"
        "\n[captures]\nuser_name = 'jsonpath \"$.name\"'\n"
        "\n[options]\ntimeout = 10\nfollow_redirects = true\ncookies = false\n"
    )


def test_body_with_carriage_returns_is_a_basic_string() -> None:
    body = Body(type="text", text="a\r\nb\r\n")
    assert 'text = "a\\r\\nb\\r\\n"\n' in save("", Request(body=body))


def test_file_with_windows_line_ends_keeps_them() -> None:
    text = SOURCE.replace("\n", "\r\n")
    assert save(text, REQUEST) == text
    edited = save(text, msgspec.structs.replace(REQUEST, description="one\ntwo"))
    assert edited.count("\n") == edited.count("\r\n")


def test_odd_layouts_are_edited_right() -> None:
    inline = "url = '/x'\nquery = {a = '1'}\nbody.type = 'json'\nbody.text = '{}'\n"
    request = Request(url="/x", query=(Field("a", "1"),), body=Body(type="json", text="{}"))
    assert save(inline, request) == inline
    new = msgspec.structs.replace(
        request,
        query=(Field("a", "2"), Field("a", "3")),
        body=Body(type="form", fields=(FormField("f", "x"),)),
    )
    save(inline, new)


def test_conflict_is_noticed_and_nothing_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    stamp = save_request(path, Request(name="one"), None)
    path.write_text('name = "theirs"\n')
    with pytest.raises(FileChanged, match="has been changed on disk") as caught:
        save_request(path, Request(name="ours"), stamp)
    assert caught.value.hint
    assert path.read_text() == 'name = "theirs"\n'
    save_request(path, Request(name="ours"), None)
    assert load_request(path).request.name == "ours"


def test_conflict_that_comes_during_the_save(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.toml"
    stamp = save_request(path, Request(name="one"), None)
    real_fsync = os.fsync

    def fsync(descriptor: int) -> None:
        path.write_text('name = "theirs"\n')
        real_fsync(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        with pytest.raises(FileChanged):
            save_request(path, Request(name="ours"), stamp)
    assert path.read_text() == 'name = "theirs"\n'
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["a.toml"]


def test_touching_a_file_is_no_conflict(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    stamp = save_request(path, Request(name="one"), None)
    path.touch()
    save_request(path, Request(name="two"), stamp)


def test_file_deleted_under_the_editor(tmp_path: Path) -> None:
    path = tmp_path / "c" / "users" / "a.toml"
    path.parent.mkdir(parents=True)
    stamp = save_request(path, Request(name="one"), None)
    path.unlink()
    with pytest.raises(FileChanged, match="deleted or moved"):
        save_request(path, Request(name="two"), stamp)
    path.parent.rmdir()
    with pytest.raises(FileChanged, match="deleted or moved"):
        save_request(path, Request(name="two"), stamp)
    save_request(path, Request(name="two"), None)
    assert load_request(path).request.name == "two"


def test_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.toml").mkdir()
    with pytest.raises(FileUnreadable, match="it is a folder"):
        load_request(tmp_path / "a.toml")
    with pytest.raises(FileUnreadable, match="it is a folder"):
        save_request(tmp_path / "a.toml", Request(), None)


def test_broken_file_is_not_loaded_and_only_overwritten_when_told(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b"name = 'x'\nurl = '\xff'\n")
    with pytest.raises(FileMalformed, match=r"a\.toml:2: is not UTF-8"):
        load_request(path)
    path.write_text("name = \n")
    with pytest.raises(FileMalformed, match=r"a\.toml:1: is not valid TOML"):
        load_request(path)
    save_request(path, Request(name="x"), None)
    assert load_request(path).request.name == "x"


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        (Request(name="half \ud83d"), "surrogate"),
        (Request(options=Options(timeout=-1.0)), "options.timeout"),
        (Request(options=Options(timeout=float("nan"))), "options.timeout"),
    ],
)
def test_what_no_file_can_say_is_refused_and_the_old_content_stays(
    tmp_path: Path, request_: Request, reason: str
) -> None:
    path = tmp_path / "a.toml"
    path.write_text(SOURCE)
    with pytest.raises(FileUnwritable, match=reason):
        save_request(path, request_, None)
    assert path.read_text() == SOURCE


def test_full_disk_keeps_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.toml"
    path.write_text(SOURCE)

    def full(*arguments: object) -> int:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(FileUnwritable, match="the disk is full"):
            save_request(path, Request(name="new"), None)
    assert path.read_text() == SOURCE
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["a.toml"]


def test_read_only_folder_keeps_the_old_content(tmp_path: Path, unprivileged: AsNobody) -> None:
    folder = tmp_path / "c"
    folder.mkdir()
    path = folder / "a.toml"
    path.write_text(SOURCE)
    path.chmod(0o644)
    folder.chmod(0o555)
    with unprivileged(folder), pytest.raises(FileUnwritable, match="permission denied"):
        save_request(path, Request(name="new"), None)
    with unprivileged(folder), pytest.raises(FileUnwritable, match="permission denied"):
        save_request(folder / "new.toml", Request(name="new"), None)
    assert path.read_text() == SOURCE


def test_setting_of_a_collection_changes_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "collection.toml"
    path.write_text("# mine\nname = 'a' # the name\nx = 1\n")
    edit_settings(path, {"name": "b"})
    assert path.read_text() == '# mine\nname = "b" # the name\nx = 1\n'


def test_captures_stay_in_the_form_they_are_in_unless_that_loses_something() -> None:
    short = "[captures]\na = 'status'  # the status\n"
    plain = Request(captures=(Capture("a", "url"), Capture("b", "body")))
    assert save(short, plain).startswith("[captures]\n")
    secret = Request(captures=(Capture("a", "status", secret=True),))
    assert "[[captures]]" in save(short, secret)
    older = "[[captures]]\nname = 'a'\nvalue = 'status'\nowner = 'me'\n"
    changed = save(older, Request(captures=(Capture("a", "url", secret=True),)))
    assert 'value = "url"' in changed
    assert "owner = 'me'" in changed
    assert "query" not in changed
