from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Cli, Server, respond

from endpoint_explorer.model.secret import Secret

USER = b'{"id": 25, "name": "Ada", "price": 1.10}'


@pytest.fixture
def demo(home: Path, server: Server) -> Path:
    """A collection in ./collections, whose API is the test's server."""
    folder = Path.cwd() / "collections" / "demo"
    (folder / "users").mkdir(parents=True)
    (folder / "environments").mkdir()
    (folder / "collection.toml").write_text(
        f'format = 1\nname = "Demo"\nbase_url = "{server.url}"\n[headers]\nX-Collection = "yes"\n'
    )
    (folder / "environments" / "staging.toml").write_text(
        'name = "Staging"\n[variables]\npage = "7"\n[secrets]\ntoken = "env:TEST_TOKEN"\n'
    )
    (folder / "users" / "get-user.toml").write_text(
        'id = "one"\nname = "Get a user"\nmethod = "GET"\nurl = "/users/{id}"\n'
        '[path]\nid = "25"\n[query]\nverbose = "data"\n[[headers]]\nname = "X-Trace"\nvalue = "1"\n'
    )
    (folder / "users" / "paged.toml").write_text(
        'id = "two"\nname = "Paged"\nmethod = "GET"\nurl = "/users?page={{page}}"\n'
        '[headers]\nX-Api-Key = "{{token}}"\n'
    )
    return folder


class TestTargets:
    def test_a_saved_request_by_its_name(self, cli: Cli, demo: Path, server: Server) -> None:
        server.answer = respond(USER)
        outcome = cli("send", "demo/users/get-user")
        assert (outcome.code, outcome.out, outcome.err) == (0, USER, "")
        (request,) = server.requests
        assert request.startswith(b"GET /users/25?verbose=data HTTP/1.1\r\n")
        assert b"\r\nX-Collection: yes\r\n" in request
        assert b"\r\nX-Trace: 1\r\n" in request

    @pytest.mark.parametrize("name", ["users/get-user.toml", "users/get-user"])
    def test_a_saved_request_by_its_file(
        self, cli: Cli, demo: Path, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.chdir(demo)
        assert cli("send", name).code == 0

    @pytest.mark.parametrize(
        ("words", "line"),
        [
            (("GET", "{url}/a"), b"GET /a "),
            (("{url}/a",), b"GET /a "),
            (("{host}/a?b",), b"GET /a?b "),
            (("delete", "{host}"), b"DELETE / "),
            (("PURGE", "{url}/a"), b"PURGE /a "),
            (("{url}/a", "-d", "x=1"), b"POST /a "),
            (("GET", "{url}/a", "-d", "x=1"), b"GET /a "),
            (("{url}/a/{{id}}", "-p", "id=7 8"), b"GET /a/7%208 "),
            (("{url}/a?b=1", "-q", "b=2", "-q", "c=d&e", "-q", "f"), b"GET /a?b=1&b=2&c=d%26e&f "),
        ],
    )
    def test_a_url(self, cli: Cli, server: Server, words: tuple[str, ...], line: bytes) -> None:
        host = server.url.removeprefix("http://")
        arguments = [word.format(url=server.url, host=host) for word in words]
        outcome = cli("send", *arguments)
        assert (outcome.code, outcome.err) == (0, "")
        assert server.requests[0].startswith(line)

    def test_an_ad_hoc_request_takes_nothing_from_a_collection(
        self, cli: Cli, demo: Path, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(demo)
        assert cli("send", "GET", f"{server.url}/x").code == 0
        assert b"X-Collection" not in server.requests[0]


class TestOverlays:
    def test_rows_are_laid_over_a_saved_request(self, cli: Cli, demo: Path, server: Server) -> None:
        overlay = ("-H", "x-trace: 2", "-q", "verbose=no", "-p", "id=7", "-d", '{"a": 1}')
        assert cli("send", "demo/users/get-user", *overlay).code == 0
        (request,) = server.requests
        assert request.startswith(b"GET /users/7?verbose=no HTTP/1.1\r\n")
        assert b"\r\nx-trace: 2\r\n" in request
        assert b"X-Trace: 1" not in request
        assert b"\r\nContent-Type: application/json\r\n" in request
        assert request.endswith(b'\r\n\r\n{"a": 1}')

    def test_an_inherited_header_is_taken_away(self, cli: Cli, demo: Path, server: Server) -> None:
        assert cli("send", "demo/users/get-user", "-H", "X-Collection:").code == 0
        assert b"x-collection" not in server.requests[0].lower()

    def test_a_form_by_pieces(self, cli: Cli, server: Server) -> None:
        assert cli("send", server.url, "-d", "a=1", "-d", "b=2").code == 0
        assert b"Content-Type: application/x-www-form-urlencoded\r\n" in server.requests[0]
        assert server.requests[0].endswith(b"\r\n\r\na=1&b=2")

    def test_a_file_byte_for_byte(self, cli: Cli, server: Server) -> None:
        data = bytes(range(256)) * 4 + b"{{token}}"
        Path("photo.png").write_bytes(data)
        assert cli("send", server.url, "-d", "@photo.png").code == 0
        assert b"Content-Type: image/png\r\n" in server.requests[0]
        assert server.requests[0].endswith(b"\r\n\r\n" + data)

    def test_standard_input_byte_for_byte(
        self, cli: Cli, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data = bytes(range(256)) + b"{{token}}"
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        assert cli("send", server.url, "-d", "-").code == 0
        assert server.requests[0].endswith(b"\r\n\r\n" + data)

    def test_an_environment_and_variables_over_it(
        self, cli: Cli, demo: Path, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TEST_TOKEN", "s3cr3t-value")
        assert cli("send", "demo/users/paged", "--env", "staging").code == 0
        overridden = ("--env", "staging", "--var", "page=8")
        assert cli("send", "demo/users/paged", *overridden).code == 0
        first, second = server.requests
        assert first.startswith(b"GET /users?page=7 ")
        assert b"X-Api-Key: s3cr3t-value\r\n" in first
        assert second.startswith(b"GET /users?page=8 ")


class TestFaults:
    """Each is one clear message, names its file, line or field, and nothing is sent."""

    @pytest.mark.parametrize(
        ("arguments", "code", "said"),
        [
            (("demo/users/get-usr",), 2, "hint: Did you mean demo/users/get-user"),
            (("demo/users/paged",), 2, "url: no variable is named page"),
            (("demo/users/paged", "--env", "staging"), 2, "TEST_TOKEN"),
            (("demo/users/paged", "--env", "production"), 2, "staging"),
            (("demo/broken",), 3, "broken.toml:2: "),
            (("GET", "http://"), 2, "there is no host"),
            (("GET", "ftp://127.0.0.1/"), 2, "ftp is not supported"),
            (("GET", "http://127.0.0.1:99999/"), 2, "99999"),
            (("GET", "/users"), 2, "has no host"),
            (("G ET", "http://127.0.0.1/"), 2, "'G ET' is no HTTP method"),
            (("GET", "http://127.0.0.1/", "more"), 2, "3 words name no request"),
            (("GET", "http://127.0.0.1/", "--env", "staging"), 2, "--env needs a saved request"),
            (("GET", "http://127.0.0.1/", "-H", "X-Bad: a\nb"), 2, "headers.X-Bad: "),
            (("GET", "http://127.0.0.1/", "-H", "nonsense"), 2, "-H 'nonsense' is no header"),
            (("GET", "http://127.0.0.1/", "-q", "=1"), 2, "-q '=1' has no name"),
            (("GET", "http://127.0.0.1/", "--var", "a"), 2, "--var 'a' sets nothing"),
            (("GET", "http://127.0.0.1/", "-d", "@missing"), 3, "missing: cannot be read"),
            (("GET", "http://127.0.0.1/", "-d", "@."), 3, "it is a folder"),
            (("GET", "http://127.0.0.1/", "--timeout", "-1"), 2, "--timeout"),
            (("GET", "http://127.0.0.1/", "--timeout", "nan"), 2, "--timeout"),
            (("GET", "http://127.0.0.1/", "--timeout", "soon"), 2, "--timeout"),
            (("GET", "http://127.0.0.1/", "-o", "no/such/file"), 3, "no/such/file"),
            (("GET", "http://127.0.0.1/", "-o", "."), 3, "this is a folder"),
            (("GET", "http://127.0.0.1/", "-o", "f", "--json"), 2, "--output"),
            (("x" * 5000,), 2, "no saved request"),
            ((), 2, "missing argument 'TARGET'"),
        ],
    )
    def test_each_has_its_exit_code_and_message(
        self, cli: Cli, demo: Path, server: Server, arguments: tuple[str, ...], code: int, said: str
    ) -> None:
        (demo / "broken.toml").write_text('name = "a"\nmethod = = "GET"\n')
        outcome = cli("send", *arguments)
        assert (outcome.code, outcome.out) == (code, b"")
        assert said in outcome.err
        assert outcome.err.startswith("error: ")
        assert "Traceback" not in outcome.err
        assert server.requests == []
        assert cli("history", "list", "--json").text.strip() == "[]"

    def test_a_refused_connection_is_recorded(self, cli: Cli) -> None:
        outcome = cli("send", "GET", "http://127.0.0.1:1/")
        assert (outcome.code, outcome.out) == (4, b"")
        assert outcome.err.startswith("error: ")
        assert '"failure": "connect"' in cli("history", "list", "--json").text

    def test_what_came_of_a_broken_body_is_printed(self, cli: Cli, server: Server) -> None:
        server.answer = respond(b"0123456789").replace(b"Length: 10", b"Length: 99")
        outcome = cli("send", server.url)
        assert (outcome.code, outcome.out) == (4, b"0123456789")
        assert outcome.err.startswith("error: ")

    def test_time_runs_out(self, cli: Cli, server: Server) -> None:
        server.answer, server.held = b"", b"never"
        outcome = cli("send", server.url, "--timeout", "0.05")
        assert (outcome.code, outcome.out) == (4, b"")
        assert "0.05 s" in outcome.err

    @pytest.mark.parametrize(("status", "code"), [("404 Not Found", 1), ("302 Found", 0)])
    def test_fail_turns_a_bad_status_into_an_exit_code(
        self, cli: Cli, server: Server, status: str, code: int
    ) -> None:
        server.answer = respond(b"no", status=status)
        outcome = cli("send", server.url, "--fail")
        assert (outcome.code, outcome.out) == (code, b"no")
        assert outcome.err == (f"error: the server answered {status}\n" if code else "")

    def test_without_fail_a_bad_status_is_an_answer(self, cli: Cli, server: Server) -> None:
        server.answer = respond(b"no", status="500 Oh")
        outcome = cli("send", server.url)
        assert (outcome.code, outcome.out, outcome.err) == (0, b"no", "")

    def test_a_history_that_cannot_be_written_never_costs_the_answer(
        self, cli: Cli, server: Server, home: Path
    ) -> None:
        home.write_text("a file where the folder should be")
        outcome = cli("send", server.url)
        assert (outcome.code, outcome.out) == (0, b"{}")
        assert outcome.err.startswith("warning: not recorded in the history: ")


class TestBodies:
    def test_a_pipe_gets_the_bytes_as_they_came(self, cli: Cli, server: Server) -> None:
        data = b'{ "price": 1.10,\r\n "price": 2 }\x00\x1b[31m'
        server.answer = respond(data)
        assert cli("send", server.url).out == data

    def test_a_body_that_is_not_what_its_header_says_is_warned_of(
        self, cli: Cli, server: Server
    ) -> None:
        server.answer = respond(b"plain").replace(b"\r\n", b"\r\nContent-Encoding: gzip\r\n", 1)
        outcome = cli("send", server.url)
        assert (outcome.code, outcome.out) == (0, b"plain")
        assert outcome.err.startswith("warning: the body is not gzip, as its header says")

    @pytest.mark.parametrize("seconds", ["1e10", "nan"])
    def test_a_timeout_beyond_all_waiting_is_refused(self, cli: Cli, seconds: str) -> None:
        outcome = cli("send", "GET", "http://127.0.0.1:9", "--timeout", seconds)
        assert outcome.code == 2
        assert "at most 1,000,000" in outcome.err

    def test_output_into_a_folder_that_is_not_there_says_so(
        self, cli: Cli, server: Server, tmp_path: Path
    ) -> None:
        outcome = cli("send", server.url, "-o", str(tmp_path / "none" / "body"))
        assert outcome.code == 3
        assert "its folder does not exist" in outcome.err

    def test_pretty_lays_out_without_colour(self, cli: Cli, server: Server) -> None:
        server.answer = respond(USER)
        expected = b'{\n  "id": 25,\n  "name": "Ada",\n  "price": 1.10\n}\n'
        assert cli("send", server.url, "--pretty").out == expected

    def test_pretty_leaves_a_binary_body_alone(self, cli: Cli, server: Server) -> None:
        server.answer = respond(b"\x89PNG\x00\xff", "image/png")
        assert cli("send", server.url, "--pretty").out == b"\x89PNG\x00\xff"

    @pytest.mark.parametrize("option", [(), ("--pretty",)])
    def test_include_puts_the_head_before_the_body(
        self, cli: Cli, server: Server, option: tuple[str, ...]
    ) -> None:
        server.answer = respond(b"a\n", "text/plain", extra="Set-Cookie: a\r\nSet-Cookie: b\r\n")
        assert cli("send", server.url, "--include", *option).out == (
            b"HTTP/1.1 200 OK\nContent-Type: text/plain\nContent-Length: 2\nSet-Cookie: a\n"
            b"Set-Cookie: b\nConnection: close\n\na\n"
        )

    def test_a_head_that_breaks_off_is_shown_and_recorded(self, cli: Cli, server: Server) -> None:
        server.answer = b"HTTP/1.1 200 OK\r\nX-Kept: yes\r\nX-Long: " + b"x" * 600_000
        Path("kept.txt").write_text("an earlier answer")
        outcome = cli("send", server.url, "--include")
        assert outcome.code == 4
        assert outcome.out == b"HTTP/1.1 200 OK\nX-Kept: yes\n\n"
        assert "bytes of header, at most 524288 are taken" in outcome.err
        cli("send", server.url, "-o", "kept.txt")
        assert Path("kept.txt").read_text() == "an earlier answer"
        answer = json.loads(cli("send", server.url, "--json").out)
        assert answer["response"]["headers"] == [["X-Kept", "yes"]]
        assert answer["response"]["complete"] is False
        assert answer["response"]["notes"] == ["the headers are cut: 1 came whole"]
        assert answer["failure"]["kind"] == "protocol"

    def test_output_writes_a_file_and_nothing_else(self, cli: Cli, server: Server) -> None:
        data = bytes(range(256))
        server.answer = respond(data)
        Path("out.bin").write_text("what was there before, and longer" * 20)
        outcome = cli("send", server.url, "-o", "out.bin")
        assert (outcome.code, outcome.out, outcome.err) == (0, b"", "")
        assert Path("out.bin").read_bytes() == data

    def test_output_to_a_dash_is_stdout(self, cli: Cli, server: Server) -> None:
        assert cli("send", server.url, "-o", "-").out == b"{}"
        assert not Path("-").exists()

    def test_an_empty_body_makes_an_empty_file(self, cli: Cli, server: Server) -> None:
        server.answer = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
        assert cli("send", server.url, "-o", "out").code == 0
        assert Path("out").read_bytes() == b""

    def test_without_an_answer_a_file_is_left_as_it_was(self, cli: Cli) -> None:
        Path("out").write_text("keep")
        assert cli("send", "http://127.0.0.1:1/", "-o", "out").code == 4
        assert Path("out").read_text() == "keep"

    @pytest.mark.parametrize("options", [(), ("--include",), ("--json",), ("-o", "out")])
    def test_the_body_of_a_redirect_is_not_the_answer(
        self, cli: Cli, server: Server, options: tuple[str, ...]
    ) -> None:
        target = Server()
        target.answer = respond(b"the answer", "text/plain")
        server.answer = respond(b"moved", status="302 Found", extra=f"Location: {target.url}\r\n")
        outcome = cli("send", server.url, *options)
        target.close()
        out = Path("out").read_bytes() if "-o" in options else outcome.out
        assert outcome.code == 0
        assert b"the answer" in out
        assert b"moved" not in out
        assert b"302 Found" not in out

    def test_a_redirect_that_is_not_followed_is_the_answer(
        self, cli: Cli, demo: Path, server: Server
    ) -> None:
        (demo / "stay.toml").write_text(
            'name = "Stay"\nmethod = "GET"\nurl = "/"\n[options]\nfollow_redirects = false\n'
        )
        server.answer = respond(b"moved", status="302 Found", extra="Location: /next\r\n")
        assert cli("send", "demo/stay").out == b"moved"
        assert len(server.requests) == 1


class TestSecrets:
    SECRET = Secret("token", "env:TEST_TOKEN", "s3cr3t/value+1")

    @pytest.fixture(autouse=True)
    def answer_with_the_secret(
        self, demo: Path, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TEST_TOKEN", self.SECRET.value)
        server.answer = respond(
            f'{{"key": "{self.SECRET.value}"}}'.encode(), extra=f"X-Echo: {self.SECRET.value}\r\n"
        )

    def test_the_body_is_what_the_server_sent(self, cli: Cli) -> None:
        outcome = cli("send", "demo/users/paged", "--env", "staging")
        assert outcome.text == f'{{"key": "{self.SECRET.value}"}}'

    def test_headers_and_documents_are_redacted(self, cli: Cli) -> None:
        included = cli("send", "demo/users/paged", "--env", "staging", "--include")
        head, _, body = included.text.partition("\n\n")
        assert "X-Echo: {{token}}" in head
        assert self.SECRET.value in body
        document = cli("send", "demo/users/paged", "--env", "staging", "--json").text
        shown = cli("history", "show", "2", "--json").text
        for text in (head, document, shown, cli("history", "show", "1").text):
            assert self.SECRET.value not in text
            assert "{{token}}" in text

    def test_errors_are_redacted(self, cli: Cli, demo: Path) -> None:
        (demo / "lost.toml").write_text(
            'name = "Lost"\nmethod = "GET"\nurl = "http://127.0.0.1:1/{{token}}"\n'
        )
        outcome = cli("send", "demo/lost", "--env", "staging")
        assert outcome.code == 4
        assert self.SECRET.value not in outcome.err
