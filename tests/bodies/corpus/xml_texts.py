"""XML documents that a parser must accept or must refuse, made by rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

Named = Iterator[tuple[str, bytes]]

_DECLARED = ("", "<?xml version='1.0'?>", '<?xml version="1.0" encoding="UTF-8"?>\r\n')
_BEFORE = (
    "",
    "<!-- <a> & ]]> --><?go <a?>\n",
    "<!DOCTYPE r>",
    '<!DOCTYPE r [<!ENTITY e "\'>]"><!ELEMENT r ANY><!-- ]> -->\n]>',
    '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/never.dtd">',
)
_ATTRIBUTES = ("", " a='1'", ' a="it\'s > that" b="&lt;"', " a='\n\t' ", ' xmlns:x="urn:x" x:y=""')
_INSIDE = (
    "",
    " ",
    "\n\n",
    "text",
    " text  with \n white space ",
    "<b/>",
    "<b></b>",
    "<b> </b>",
    "<b>x</b>\n",
    "\n  <b>x</b><b >y</b >  ",
    "text<b>x</b>",
    "<b>x</b> tail <b/>",
    "<!-- c --><b/><!---->",
    "<?p?><?q  a > b ?>",
    "<![CDATA[<b>]] ]>]]>",
    "<![CDATA[]]>",
    "<b><c><d>é\U0001f600</d><d/></c>&amp;&#10;&#xe9;</b>",
    "<b xml:space='preserve'> <c> <d/> </c> </b>",
    "<p>a<i>b <u> c </u></i> <i>d</i></p>",
    "\u2028\u00a0",
)

TOKEN = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>"
    rb"|<!DOCTYPE[^\[>]*(?:\[(?:<!--.*?-->|\"[^\"]*\"|[^\]\"])*\]\s*)?>"
    rb"|<(?:\"[^\"]*\"|'[^']*'|[^'\">])*>|[^<]+",
    re.DOTALL,
)
"""A mark, or the text between two."""


def tokens(data: bytes) -> list[bytes]:
    """Return the marks and texts of a document, without white space between two marks.

    White space that is all an element holds counts: it may be its value.
    """
    found = TOKEN.findall(data)
    assert b"".join(found) == data
    kept = []
    for number, token in enumerate(found):
        before, after = (
            found[number - 1] if number else b"",
            b"".join(found[number + 1 : number + 2]),
        )
        is_value = (
            before.startswith(b"<")
            and before[1:2] not in b"!?/"
            and not before.endswith(b"/>")
            and after.startswith(b"</")
        )
        if token.strip(b" \t\r\n") or (is_value and len(found) > 1):
            kept.append(token)
    return kept


def well_formed() -> Named:
    """Yield what every parser accepts, in UTF-8."""
    for declared, before, after in product(_DECLARED, _BEFORE, ("", "\n<!-- end -->\n")):
        yield f"{declared}{before}{after}", f"{declared}{before}<r><a/></r>{after}".encode()
    for attributes, inside in product(_ATTRIBUTES, _INSIDE):
        text = f"<r{attributes}>{inside}</r>"
        yield text, text.encode()
        nested = f"<r>\n<s{attributes}>{inside}</s><s>{inside}<t{attributes}/></s ></r>"
        yield nested, nested.encode()
    for depth in (2, 30, 200):
        yield f"{depth} deep", b"<a>" * depth + b"<b/>x" + b"</a>" * depth
    yield "many", b"<r>" + b"<i n='1'><v>x</v></i>" * 3_000 + b"</r>"


def encoded() -> Named:
    """Yield what is not in UTF-8, or has a BOM, and comes out as UTF-8."""
    text = "<r><a>é</a><b/></r>"
    yield "a BOM", text.encode("utf-8-sig")
    yield "UTF-16", text.encode("utf-16")
    yield "big-endian UTF-16", ("\ufeff" + text).encode("utf-16-be")
    yield "Latin-1", f"<?xml version='1.0' encoding='ISO-8859-1'?>{text}".encode("cp1252")


def broken() -> Named:
    """Yield what no parser accepts."""
    whole = b"<?xml version='1.0'?><r a='1'><!-- c --><b>x &amp; y</b><![CDATA[z]]></r>"
    for size in range(1, len(whole)):
        yield f"the first {size} bytes", whole[:size]
    for inside in (
        *("<b>", "</b>", "<b></c>", "<b", "<b a>", "<b a=1>", "<b a='1' a='2'/>", "<b a='<'/>"),
        *("&nope;", "&", "& ", "&#0;", "&#xD800;", "<!-- -- -->", "]]>", "<![CDATA[", "<!--"),
        *("<1/>", "< b/>", "<?xml version='1.0'?>", "<x:y/ >", "\x00", "\x1b", "\x08", "\ufffe"),
    ):
        yield f"inside {inside!r}", f"<r>\n<ok/>{inside}</r>".encode()
    for around in ("%s<r/>", "<r/>%s", "<r/><r/>%s", "%s"):
        yield f"text around {around}", (around % "text").encode()
    for fault in (b"\x80", b"\xc3", b"\xed\xa0\x80", b"\xff", b"\xe9"):
        yield f"{fault!r} in text", b"<r><a>%b</a></r>" % fault
    yield "no element", b"<!-- only -->"
    yield (
        "entities that multiply",
        b"<!DOCTYPE r [<!ENTITY a '%b'>%b]><r>&j;</r>"
        % (
            b"a" * 1000,
            b"".join(
                b"<!ENTITY %c '%b'>" % (ord("b") + n, b"&%c;" % (ord("a") + n) * 20)
                for n in range(9)
            ),
        ),
    )
