from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.model.cookie import PER_DOMAIN, Cookie, merge
from endpoint_explorer.model.exchange import PreparedRequest
from endpoint_explorer.sending.cookies import CookieJar, Taken

NOW = 1_800_000_000.0


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


def taken(jar: CookieJar, *values: str, url: str = "https://a.example.com/x/y") -> Taken:
    return jar.take(url, tuple(("Set-Cookie", value) for value in values))


def header(jar: CookieJar, url: str) -> str | None:
    sent = jar.add_to(PreparedRequest(method="GET", url=url)).headers
    return dict(sent).get("Cookie")


def test_a_cookie_goes_where_it_belongs() -> None:
    jar = CookieJar()
    taken(jar, "own=1; Path=/", "all=2; Path=/; Domain=example.com", "deep=3; Path=/x")
    assert header(jar, "https://a.example.com/") == "own=1; all=2"
    assert header(jar, "https://a.example.com/x/z") == "deep=3; own=1; all=2"
    assert header(jar, "https://b.example.com/") == "all=2"
    assert header(jar, "https://c.a.example.com/") == "all=2"
    assert header(jar, "https://example.org/") is None


def test_two_of_one_name_live_side_by_side() -> None:
    jar = CookieJar()
    taken(jar, "id=a; Path=/", url="http://a.test/")
    taken(jar, "id=b; Path=/", url="http://b.test/")
    taken(jar, "id=c; Path=/deep", url="http://a.test/")
    assert header(jar, "http://a.test/") == "id=a"
    assert header(jar, "http://b.test/") == "id=b"
    assert header(jar, "http://a.test/deep") == "id=c; id=a"


def test_a_secure_cookie_does_not_go_over_http_but_to_this_machine() -> None:
    jar = CookieJar()
    taken(jar, "a=1; Secure; Path=/")
    taken(jar, "b=2; Secure; Path=/", url="http://127.0.0.1/")
    assert header(jar, "http://a.example.com/") is None
    assert header(jar, "https://a.example.com/") == "a=1"
    assert header(jar, "http://127.0.0.1:8080/") == "b=2"


def test_a_secure_cookie_cannot_be_overlaid_over_http() -> None:
    jar = CookieJar()
    taken(jar, "sid=good; Secure; Path=/; Domain=example.com")
    found = taken(jar, "sid=evil; Path=/", url="http://a.example.com/")
    assert "in the place of a Secure one" in found.notes[0]
    assert header(jar, "https://a.example.com/") == "sid=good"


def test_a_cookie_ends() -> None:
    clock = Clock()
    jar = CookieJar(clock=clock)
    taken(jar, "a=1; Max-Age=10; Path=/", "b=2; Path=/")
    clock.now += 11
    assert header(jar, "https://a.example.com/") == "b=2"


def test_a_cookie_is_deleted_by_its_server() -> None:
    jar = CookieJar(
        [Cookie(name="a", value="1", domain="a.test"), Cookie(name="b", value="2", domain="a.test")]
    )
    assert taken(jar, "a=; Max-Age=0; Path=/", url="http://a.test/").is_changed
    assert header(jar, "http://a.test/") == "b=2"
    assert jar.changes == {("a", "a.test", "/", True): None}


def test_what_is_set_anew_to_the_same_value_is_no_change() -> None:
    jar = CookieJar()
    assert taken(jar, "a=1").is_changed
    assert not taken(jar, "a=1").is_changed
    assert taken(jar, "a=2").is_changed
    assert not taken(jar).is_changed


def test_a_row_of_the_users_own_stands() -> None:
    jar = CookieJar([Cookie(name="a", value="1", domain="a.test")])
    own = PreparedRequest(method="GET", url="http://a.test/", headers=(("cookie", "mine"),))
    assert jar.add_to(own) is own


def test_a_url_that_cannot_be_is_left_to_the_sender() -> None:
    request = PreparedRequest(method="GET", url="http://a.test:99999/")
    assert CookieJar([Cookie(name="a", value="1", domain="a.test")]).add_to(request) is request


def test_five_thousand_cookies_are_bounded() -> None:
    jar = CookieJar()
    found = taken(jar, *(f"c{i}={i}" for i in range(5000)))
    assert len(jar.cookies) == PER_DOMAIN
    assert jar.cookies[-1].name == "c4999"
    assert found.notes == (f"4,820 cookies were not kept: only {PER_DOMAIN} are for one domain",)


def test_refusals_of_one_kind_are_one_note() -> None:
    notes = taken(CookieJar(), *(f"c{i}=1; Domain=other.org" for i in range(900)), "x\x01=1").notes
    assert notes == (
        "900 cookies were not kept: the domain is not the host's",
        "the cookie x\x01 was not kept: there is a control character in the header",
    )


def test_long_values_are_secrets_and_short_ones_are_not() -> None:
    jar = CookieJar()
    taken(jar, f"sid={'s' * 32}; Path=/", "theme=dark; Path=/")
    assert [(secret.name, secret.value) for secret in jar.secrets] == [("cookie sid", "s" * 32)]
    assert "sss" not in repr(jar.cookies)


COOKIES = st.lists(
    st.builds(
        Cookie,
        name=st.sampled_from("abc"),
        value=st.text("xy", max_size=2),
        domain=st.sampled_from(["a.test", "b.test"]),
        path=st.sampled_from(["/", "/p"]),
        host_only=st.booleans(),
    ),
    max_size=12,
)


@given(COOKIES, COOKIES, COOKIES)
def test_the_changes_of_two_programs_are_merged(
    before: list[Cookie], one: list[Cookie], two: list[Cookie]
) -> None:
    first, second = ({c.key: c for c in cookies} for cookies in (one, two))
    both = merge(merge(before, first, NOW), second, NOW)
    kept = {cookie.key: cookie for cookie in both}
    assert len(kept) == len(both)
    assert kept == {**{c.key: c for c in before}, **first, **second}


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from(["1", "2", ""]), st.booleans()),
        max_size=10,
    )
)
def test_the_changes_lead_from_the_start_to_the_end(steps: list[tuple[str, str, bool]]) -> None:
    start = [
        Cookie(name="a", value="0", domain="h.test"),
        Cookie(name="z", value="0", domain="h.test"),
    ]
    jar = CookieJar(start, clock=lambda: NOW)
    for name, value, deletes in steps:
        taken(
            jar, f"{name}={value}; Path=/{'; Max-Age=0' if deletes else ''}", url="http://h.test/"
        )
    assert set(merge(start, jar.changes, NOW)) == set(jar.cookies)
