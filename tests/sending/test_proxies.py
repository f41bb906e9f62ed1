from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from endpoint_explorer.errors import InvalidRequest, ProxyFailed, UnknownVariable
from endpoint_explorer.model.collection import CollectionSettings, Context, Environment
from endpoint_explorer.model.network import Network, Proxy, Trust
from endpoint_explorer.model.request import Options, Request
from endpoint_explorer.sending import urls
from endpoint_explorer.sending.proxies import from_environment, is_exempt, parse_proxy
from endpoint_explorer.sending.resolve import prepare, preview

REQUEST = Request(url="http://h/")


def around(
    network: Network, outer: Network | None = None, secrets: dict[str, str] | None = None
) -> Context:
    return Context(
        directory=Path("/c"),
        collection=CollectionSettings(network=outer or Network(), variables={"host": "p.example"}),
        environment=Environment(name="e", network=network, secrets=secrets or {}),
    )


@pytest.mark.parametrize(
    ("text", "shown", "credentials"),
    [
        ("http://p.example:3128", "http://p.example:3128", None),
        ("p.example:3128/", "http://p.example:3128", None),
        ("HTTPS://p.example", "https://p.example:443", None),
        ("socks5://[::1]:9", "socks5://[::1]:9", None),
        ("socks5h://p", "socks5h://p:1080", None),
        ("http://me:a%40b@p:1", "http://p:1", ("me", "a@b")),
        ("http://me:a@b:c/d@p:1", "http://p:1", ("me", "a@b:c/d")),
        ("me@p:1", "http://p:1", ("me", "")),
    ],
)
def test_proxies_that_can_be_used(
    text: str, shown: str, credentials: tuple[str, str] | None
) -> None:
    proxy = parse_proxy(text)
    assert (str(proxy), proxy.credentials) == (shown, credentials)


@pytest.mark.parametrize(
    "text", ["ftp://p", "http://", "http://p:99999", "http://p q", "http://p/path", "http://p?x"]
)
def test_proxies_that_cannot_be_used(text: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        parse_proxy(text)
    assert caught.value.field == "proxy"


@given(st.text(max_size=40))
def test_any_text_is_a_proxy_or_a_typed_error(text: str) -> None:
    try:
        proxy = parse_proxy(text)
    except InvalidRequest:
        return
    assert parse_proxy(str(proxy)) == Proxy(proxy.scheme, proxy.host, proxy.port)


@given(st.text(min_size=1), st.text(min_size=4))
def test_a_password_is_never_shown(user: str, password: str) -> None:
    proxy = Proxy("http", "p", 1, (user, f"{password}!§"))
    assert "§" not in f"{proxy} {proxy!r}"


@pytest.mark.parametrize(
    ("exempt", "url", "expected"),
    [
        ("", "http://a.example/", False),
        ("*", "http://a.example/", True),
        ("a.example", "http://a.example/", True),
        ("A.Example", "http://a.EXAMPLE./", True),
        ("example", "http://a.example/", True),
        (".example", "http://a.example/", True),
        ("*.example", "http://a.example/", True),
        ("xample", "http://a.example/", False),
        ("b.example, a.example", "http://a.example/", True),
        ("b.example a.example", "http://a.example/", True),
        ("a.example:80", "http://a.example/", True),
        ("a.example:443", "http://a.example/", False),
        ("a.example:443", "https://a.example/", True),
        ("127.0.0.1", "http://127.0.0.1:81/", True),
        ("127.0.0.0/8", "http://127.3.4.5/", True),
        ("10.0.0.0/8", "http://127.0.0.1/", False),
        ("10.0.0.0/8", "http://a.example/", False),
        ("::1", "http://[::1]/", True),
        ("[::1]:80", "http://[::1]/", True),
        ("[::1]:81", "http://[::1]/", False),
        (",:,/,.", "http://a.example/", False),
    ],
)
def test_hosts_of_no_proxy(exempt: str, url: str, expected: bool) -> None:
    assert is_exempt(urls.parse(url), exempt) == expected


@given(st.text(max_size=30))
def test_any_no_proxy_can_be_read(exempt: str) -> None:
    assert is_exempt(urls.parse("http://a.example/"), exempt) in (True, False)


def test_which_variable_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    url, secure = urls.parse("http://h/"), urls.parse("https://h/")
    assert from_environment(url) is None
    for name in ("ALL_PROXY", "HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, f"http://{name.lower().replace('_', '-')}:1")
        proxy = from_environment(url)
        assert proxy is not None
        assert proxy.source == name
    proxy = from_environment(secure)
    assert proxy is not None
    assert proxy.source == "ALL_PROXY"
    monkeypatch.setenv("HTTPS_PROXY", " ")
    assert from_environment(secure) == proxy


def test_http_proxy_in_capitals_is_not_read_in_a_cgi_script(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://evil:1")
    monkeypatch.setenv("REQUEST_METHOD", "GET")
    assert from_environment(urls.parse("http://h/")) is None


def test_a_variable_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://me:pass@p:x")
    with pytest.raises(ProxyFailed) as caught:
        from_environment(urls.parse("http://h/"))
    assert "http_proxy" in caught.value.message
    assert "pass" not in caught.value.message


def test_values_that_are_put_in_cannot_break_a_proxy_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PW", "a@b:c%41/#{{x}}")
    network = Network(proxy="socks5h://m%65:{{pw}}@{{host}}:1080")
    prepared = prepare(REQUEST, around(network, secrets={"pw": "env:PW"}))
    assert prepared.proxy == Proxy("socks5h", "p.example", 1080, ("me", "a@b:c%41/#{{x}}"))
    assert any(secret.name == "pw" for secret in prepared.secrets)


def test_a_password_that_is_written_out_is_a_secret_too() -> None:
    prepared = prepare(REQUEST, around(Network(proxy="http://me:hunter22@p:1")))
    assert "hunter22" in [secret.value for secret in prepared.secrets]


def test_an_environment_stands_above_its_collection() -> None:
    outer = Network(verify=False, ca="o.pem", certificate="o.crt", key="o.key", proxy="http://o:1")
    inherited = prepare(REQUEST, around(Network(), outer))
    assert inherited.trust == Trust(
        verify=False, certificate=Path("/c/o.crt"), key=Path("/c/o.key")
    )
    assert str(inherited.proxy) == "http://o:1"
    assert not inherited.proxy_from_environment
    inner = Network(verify=True, ca="/i.pem", certificate="{{host}}.crt", proxy="")
    own = prepare(REQUEST, around(inner, outer))
    # The outer key belongs to the outer certificate.
    assert own.trust == Trust(ca=Path("/i.pem"), certificate=Path("/c/p.example.crt"))
    assert own.proxy is None
    assert not own.proxy_from_environment


def test_without_settings_the_variables_are_asked() -> None:
    prepared = prepare(REQUEST, Context(directory=Path("/c")))
    assert prepared.trust == Trust()
    assert prepared.proxy_from_environment


@pytest.mark.parametrize(
    ("network", "field"),
    [
        (Network(proxy="ftp://p"), "proxy"),
        (Network(proxy="http://a{{colon}}b:c@p"), "proxy"),
        (Network(key="k.pem"), "tls.key"),
    ],
)
def test_settings_that_make_no_sense_name_their_field(network: Network, field: str) -> None:
    context = around(network)
    with pytest.raises((InvalidRequest, UnknownVariable)) as caught:
        prepare(REQUEST, context)
    assert caught.value.field == field
    assert field in dict(preview(REQUEST, context).problems)


def test_http_2_is_inherited_and_can_be_switched_off() -> None:
    assert prepare(REQUEST, Context(directory=Path("/c"))).http_2
    context = Context(
        directory=Path("/c"), collection=CollectionSettings(options=Options(http2=False))
    )
    assert not prepare(REQUEST, context).http_2
    assert prepare(Request(url="http://h/", options=Options(http2=True)), context).http_2
