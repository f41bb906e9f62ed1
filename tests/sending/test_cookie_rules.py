from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from endpoint_explorer.model.cookie import Cookie
from endpoint_explorer.sending import urls
from endpoint_explorer.sending.cookie_rules import (
    LONGEST_LIFE,
    Refused,
    accept,
    default_path,
    domain_matches,
    is_public_suffix,
    is_secure,
    parse_date,
    path_matches,
)

NOW = 1_800_000_000.0
LABEL = st.text("abcz09-", min_size=1, max_size=4)
NAME = st.lists(LABEL, min_size=1, max_size=4).map(".".join)
PATH = st.lists(st.text("ab%.", max_size=3), max_size=4).map(lambda parts: "/" + "/".join(parts))


def accepted(header: str, url: str = "https://a.example.com/x/y") -> Cookie:
    cookie = accept(header, urls.parse(url), NOW)
    assert isinstance(cookie, Cookie), cookie
    return cookie


def reason(header: str, url: str = "https://a.example.com/x/y") -> str:
    refused = accept(header, urls.parse(url), NOW)
    assert isinstance(refused, Refused), refused
    return refused.reason


def test_a_plain_cookie_is_for_its_host_and_folder() -> None:
    cookie = accepted("sid=x=y; HttpOnly; SameSite=Lax")
    assert (cookie.name, cookie.value) == ("sid", "x=y")
    assert (cookie.domain, cookie.host_only, cookie.path) == ("a.example.com", True, "/x")
    assert (cookie.http_only, cookie.secure, cookie.expires) == (True, False, None)


@pytest.mark.parametrize(
    ("domain", "host", "kept"),
    [
        ("example.com", "a.example.com", ("example.com", False)),
        (".Example.COM", "a.example.com", ("example.com", False)),
        ("a.example.com", "a.example.com", ("a.example.com", False)),
        ("", "a.example.com", ("a.example.com", True)),
        ("localhost", "localhost", ("localhost", True)),
        ("127.0.0.1", "127.0.0.1", ("127.0.0.1", False)),
    ],
)
def test_a_domain_is_the_host_or_above_it(domain: str, host: str, kept: tuple[str, bool]) -> None:
    cookie = accepted(f"a=b; Domain={domain}", f"https://{host}/")
    assert (cookie.domain, cookie.host_only) == kept


@pytest.mark.parametrize(
    ("domain", "host", "why"),
    [
        ("com", "example.com", "suffix"),
        ("com.", "example.com.", "suffix"),
        ("co.uk", "shop.co.uk", "suffix"),
        ("other.com", "example.com", "domain"),
        ("b.example.com", "example.com", "domain"),
        ("ample.com", "example.com", "domain"),
        ("0.0.1", "127.0.0.1", "domain"),
        ("1", "127.0.0.1", "domain"),
        ("..com", "example.com", "domain"),
        ("bücher.example", "x.xn--bcher-kva.example", "domain"),
    ],
)
def test_a_domain_that_is_not_the_hosts_is_refused(domain: str, host: str, why: str) -> None:
    assert reason(f"a=b; Domain={domain}", f"https://{host}/") == why


def test_the_last_of_a_repeated_attribute_holds() -> None:
    cookie = accepted("a=b; Path=/one; Path=/two; Domain=other.org; Domain=example.com")
    assert (cookie.path, cookie.domain) == ("/two", "example.com")


@pytest.mark.parametrize(
    ("header", "url", "why"),
    [
        ("a=b; Secure", "http://example.com/", "insecure"),
        ("__Secure-a=b", "https://example.com/", "prefix"),
        ("__host-a=b; Secure; Path=/; Domain=example.com", "https://example.com/", "prefix"),
        ("__Host-a=b; Secure", "https://example.com/", "prefix"),
        ("__Secure-nameless; Secure", "https://example.com/", "prefix"),
        ("a=b\x00c", "https://example.com/", "control"),
        ("=", "https://example.com/", "empty"),
        (f"a={'é' * 2048}", "https://example.com/", "large"),
    ],
)
def test_what_no_browser_keeps_is_refused(header: str, url: str, why: str) -> None:
    assert reason(header, url) == why


@pytest.mark.parametrize(
    "url", ["http://localhost:1/", "http://127.3.2.1/", "http://[::1]/", "http://a.localhost/"]
)
def test_this_machine_is_as_good_as_https(url: str) -> None:
    assert accepted("a=b; Secure", url).secure


@pytest.mark.parametrize("host", ["127.example.com", "localhost.example.com", "10.0.0.1"])
def test_what_only_looks_like_this_machine_is_not(host: str) -> None:
    assert not is_secure(urls.parse(f"http://{host}/"))


@pytest.mark.parametrize(
    ("attributes", "expires"),
    [
        ("Max-Age=60", NOW + 60),
        ("Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:01 GMT", NOW + 60),
        ("Max-Age=0", 0.0),
        ("Max-Age=-5", 0.0),
        (f"Max-Age={'9' * 1000}", NOW + LONGEST_LIFE),
        ("Max-Age=soon", None),
        ("Expires=whenever", None),
        ("Expires=Fri, 31 Dec 9999 23:59:59 GMT", NOW + LONGEST_LIFE),
        ("Expires=Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
    ],
)
def test_when_a_cookie_ends(attributes: str, expires: float | None) -> None:
    assert accepted(f"a=b; {attributes}").expires == expires


@pytest.mark.parametrize(
    "text",
    [
        "Wed, 21 Oct 2026 07:28:00 GMT",
        "Wednesday, 21-Oct-26 07:28:00 GMT",
        "Wed Oct 21 07:28:00 2026",
        "21 oct 2026 7:28:0",
    ],
)
def test_every_usual_form_of_a_date_is_read(text: str) -> None:
    assert parse_date(text) == 1792567680.0


@given(st.text(max_size=40))
@example("30 Feb 2026 00:00:00")
@example("1 Jan 2026 24:00:00")
@example("٣ Jan 2026 00:00:00")
def test_any_text_is_a_date_or_none(text: str) -> None:
    parse_date(text)


@given(
    st.text(max_size=80), st.sampled_from(["https://a.b.c/d", "http://127.0.0.1/", "http://[::1]/"])
)
def test_any_header_is_a_cookie_or_refused_with_a_reason(header: str, url: str) -> None:
    here = urls.parse(url)
    made = accept(header, here, NOW)
    if isinstance(made, Cookie):
        assert domain_matches(here.host, made.domain)
        assert made.path.startswith("/")


@given(NAME, NAME)
def test_a_domain_matches_itself_and_what_is_below_it_only(host: str, domain: str) -> None:
    assert domain_matches(host, host)
    if domain_matches(host, domain):
        labels, above = host.split("."), domain.split(".")
        assert labels[-len(above) :] == above
    elif host.endswith(f".{domain}"):
        assert host.rpartition(".")[2].isdigit() or host.rpartition(".")[2] == "0x"


@given(PATH, PATH)
def test_a_path_matches_whole_segments_only(path: str, prefix: str) -> None:
    matches = path_matches(path, prefix)
    folder = prefix if prefix.endswith("/") else f"{prefix}/"
    assert matches == (path == prefix or path.startswith(folder))


@given(PATH)
def test_a_cookie_without_a_path_goes_back_to_where_it_came_from(path: str) -> None:
    assert path_matches(path, default_path(path))


@given(NAME)
def test_a_public_suffix_is_short(domain: str) -> None:
    if is_public_suffix(domain):
        assert domain.count(".") <= 1
