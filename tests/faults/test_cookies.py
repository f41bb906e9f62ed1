"""Cookies over redirects and hosts: 127.0.0.1 and localhost are two of them."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from endpoint_explorer.model.cookie import PER_DOMAIN, Cookie
from endpoint_explorer.model.exchange import Exchange
from endpoint_explorer.sending.cookies import CookieJar
from endpoint_explorer.sending.transport import Transport

from .asking import bounded, failure_of, prepared
from .server import FaultServer, Peer

Answers = Callable[[str, str], tuple[str, str]]
"""Gives status and header lines for the path and the Cookie header of a request."""


class Site:
    """A server script that answers by path, and remembers what cookies came with each."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self.asked: list[tuple[str, str]] = []

    def __call__(self, peer: Peer) -> None:
        while True:
            head = peer.read_request().decode()
            lines = head.split("\r\n")
            cookies = [line[8:] for line in lines if line.lower().startswith("cookie: ")]
            path, cookie = lines[0].split()[1], " | ".join(cookies)
            self.asked.append((path, cookie))
            status, headers = self._answers(path, cookie)
            peer.answer(status=status, headers=headers)


def go(jar: CookieJar | None, url: str, **changes: object) -> Exchange:
    transport = Transport()
    try:
        request = msgspec.structs.replace(prepared(url), **changes)
        return transport.send(request, cookies=jar)
    finally:
        transport.close()


def test_a_login_that_redirects_is_logged_in() -> None:
    def answers(path: str, cookie: str) -> tuple[str, str]:
        if path == "/login":
            return "302 Found", "Location: /home\r\nSet-Cookie: sid=1234567890abcdef; Path=/\r\n"
        return "200 OK", ""

    site, jar = Site(answers), CookieJar()
    with FaultServer(site) as server, bounded():
        exchange = go(jar, f"{server.url}/login")
    assert site.asked == [("/login", ""), ("/home", "sid=1234567890abcdef")]
    assert [cookie.name for cookie in jar.cookies] == ["sid"]
    assert [secret.value for secret in exchange.cookies] == ["1234567890abcdef"]


def test_each_hop_is_given_its_own_cookies() -> None:
    port = 0

    def answers(path: str, cookie: str) -> tuple[str, str]:
        if path == "/start":
            return "302 Found", f"Location: http://localhost:{port}/there\r\n"
        return "200 OK", ""

    site = Site(answers)
    jar = CookieJar(
        [
            Cookie(name="id", value="number", domain="127.0.0.1"),
            Cookie(name="id", value="name", domain="localhost"),
        ]
    )
    with FaultServer(site) as server, bounded():
        port = server.port
        exchange = go(jar, f"{server.url}/start")
    assert site.asked == [("/start", "id=number"), ("/there", "id=name")]
    assert dict(exchange.wire.headers)["Cookie"] == "id=number"
    assert exchange.hops[0].dropped == ()


def test_a_row_of_the_users_own_stands_and_stays_at_its_origin() -> None:
    port = 0

    def answers(path: str, cookie: str) -> tuple[str, str]:
        if path == "/start":
            return "302 Found", f"Location: http://localhost:{port}/there\r\n"
        return "200 OK", ""

    site = Site(answers)
    jar = CookieJar(
        [
            Cookie(name="id", value="number", domain="127.0.0.1"),
            Cookie(name="id", value="name", domain="localhost"),
        ]
    )
    with FaultServer(site) as server, bounded():
        port = server.port
        base = prepared(f"{server.url}/start")
        exchange = go(jar, base.url, headers=(*base.headers, ("Cookie", "id=mine")))
    assert site.asked == [("/start", "id=mine"), ("/there", "id=name")]
    assert exchange.hops[0].dropped == ("Cookie",)


def test_the_same_address_with_other_cookies_is_no_loop() -> None:
    def answers(path: str, cookie: str) -> tuple[str, str]:
        if cookie == "seen=1":
            return "200 OK", ""
        return "302 Found", "Location: /wall\r\nSet-Cookie: seen=1\r\n"

    site = Site(answers)
    with FaultServer(site) as server, bounded():
        exchange = go(CookieJar(), f"{server.url}/wall")
    assert failure_of(exchange) == ("", "")
    assert site.asked == [("/wall", ""), ("/wall", "seen=1")]


def test_an_address_that_sets_the_same_cookie_again_is_a_loop() -> None:
    def answers(path: str, cookie: str) -> tuple[str, str]:
        return "302 Found", "Location: /wall\r\nSet-Cookie: seen=1\r\n"

    site = Site(answers)
    with FaultServer(site) as server, bounded():
        exchange = go(CookieJar(), f"{server.url}/wall")
    assert failure_of(exchange)[0] == "redirect-refused"
    assert len(site.asked) == 2


def test_a_cookie_that_changes_each_time_does_not_lead_on_for_ever() -> None:
    count = 0

    def answers(path: str, cookie: str) -> tuple[str, str]:
        nonlocal count
        count += 1
        return "302 Found", f"Location: /wall\r\nSet-Cookie: n={count}\r\n"

    site = Site(answers)
    with FaultServer(site) as server, bounded():
        exchange = go(CookieJar(), f"{server.url}/wall")
    assert failure_of(exchange)[0] == "too-many-redirects"
    assert len(site.asked) == 11


def test_a_host_cannot_set_cookies_for_another() -> None:
    def answers(path: str, cookie: str) -> tuple[str, str]:
        lines = ("a=1; Domain=localhost", "b=1; Domain=0.0.1", "c=1; Domain=com", "d=1")
        return "200 OK", "".join(f"Set-Cookie: {line}\r\n" for line in lines)

    jar = CookieJar()
    with FaultServer(Site(answers)) as server, bounded():
        exchange = go(jar, server.url)
    assert [cookie.name for cookie in jar.cookies] == ["d"]
    assert exchange.response is not None
    assert exchange.response.notes == ("3 cookies were not kept: the domain is not the host's",)


def test_without_a_jar_nothing_is_sent_or_kept() -> None:
    site = Site(lambda path, cookie: ("200 OK", "Set-Cookie: a=1\r\n"))
    with FaultServer(site) as server, bounded():
        exchange = go(None, server.url)
    assert site.asked == [("/", "")]
    assert exchange.cookies == ()


def test_five_thousand_cookies_are_bounded_and_said() -> None:
    many = "".join(f"Set-Cookie:c{i}=1\r\n" for i in range(5000))
    jar = CookieJar()
    with FaultServer(Site(lambda path, cookie: ("200 OK", many))) as server, bounded(0, 3):
        exchange = go(jar, server.url)
    assert failure_of(exchange) == ("", "")
    assert exchange.response is not None
    assert len(exchange.response.header_values("set-cookie")) == 5000
    assert len(jar.cookies) == PER_DOMAIN
    assert exchange.response.notes[0].startswith("4,820 cookies were not kept")
