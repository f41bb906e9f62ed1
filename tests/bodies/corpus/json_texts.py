"""JSON texts that a parser must accept, must refuse, or may do either with, made by rule.

Each is built from what the grammar (RFC 8259) has and from what it has not, so that nothing in it
is there by chance. Names say what is in a text, for whoever sees one fail.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

Named = Iterator[tuple[str, bytes]]

BLANK = {"space": b" ", "tab": b"\t", "line feed": b"\n", "carriage return": b"\r"}
NOT_BLANK = {
    "form feed": b"\x0c",
    "vertical tab": b"\x0b",
    "NUL": b"\x00",
    "record separator": b"\x1e",
    **{
        f"U+{code:04X}": chr(code).encode()
        for code in (0x85, 0xA0, 0x1680, 0x2003, 0x2028, 0x2060, 0x200B, 0x3000, 0xFEFF)
    },
}
UTF_8_FAULTS = {
    "lone continuation": b"\x80",
    "two bytes cut": b"\xc3",
    "three bytes cut": b"\xe2\x82",
    "four bytes cut": b"\xf0\x9f\x98",
    "overlong slash": b"\xc0\xaf",
    "overlong NUL": b"\xe0\x80\x80",
    "surrogate": b"\xed\xa0\xbd",
    "surrogates in pairs": b"\xed\xa0\xbd\xed\xb8\x80",
    "above U+10FFFF": b"\xf4\x90\x80\x80",
    "five bytes": b"\xf8\x88\x80\x80\x80",
    "FE": b"\xfe",
    "FF": b"\xff",
    "Latin-1": b"\xe9",
}
_TOKENS = (b"{", b'"a"', b":", b"[", b"1", b",", b"{", b'"b"', b":", b"null", b"}", b"]", b"}")
_STRAY = (
    *(b",", b":", b"[", b"]", b"{", b"}", b'"', b"'", b"x", b"-", b"\\", b"//c\n", b"/*c*/"),
    *(b"#c\n", b"()", b";", b"=", b"NaN", b"undefined", b"'a'", b"`a`"),
)


def valid() -> Named:
    """Yield what every parser accepts."""
    for sign, whole, part, power in product(
        ("", "-"), ("0", "1", "10", "9" * 40), ("", ".0", ".10", "." + "3" * 30), _powers()
    ):
        number = (sign + whole + part + power).encode()
        yield f"number {number!r}", b"[%b,%b]" % (number, number)
    for scalar in (b"0", b"-0", b"1e5", b'""', b'"a"', b"true", b"false", b"null", b"[]", b"{}"):
        for blank in (b"", *BLANK.values(), b"\r\n \t"):
            yield f"alone {scalar!r} {blank!r}", blank + scalar + blank
    for escape in (*'"\\/bfnrt', "u0000", "u00e9", "uFFFF", "u2028", "ud83d\\uDE00"):
        text = b'"\\%b"' % escape.encode()
        yield f"escape {escape}", b"[%b,{%b:%b}]" % (text, text, text)
    for code in (0x20, 0x7F, 0x80, 0x85, 0xA0, 0x7FF, 0x800, 0x2028, 0xFEFF, 0xFFFE, 0x1F600):
        text = f'"a{chr(code)}b"'.encode()
        yield f"character U+{code:04X}", b"{%b:[%b]}" % (text, text)
    for name, blank in BLANK.items():
        yield f"{name} everywhere", blank + blank.join(_TOKENS) + blank
        yield f"much {name}", (blank * 50).join(_TOKENS)
    yield "big integer", b"[%b]" % (b"9" * 5_000)
    yield "beyond a double", b"[1e9999,-1e9999,1e-9999,0.%b1]" % (b"0" * 400)
    yield "keys repeated", b'{"a":1,"a":2,"\\u0061":3,"a":{"a":4}}'
    yield "keys empty", b'{"":{"":[]},"":""}'
    yield "strings that look like structure", b'["[1,2","{",":",",]","//","\\"}]",{"]":"}"}]'
    for depth in (1, 24, 25, 26, 100, 500):
        yield f"arrays {depth} deep", b"[" * depth + b"1,2" + b"]" * depth
        yield f"objects {depth} deep", b'{"k":' * depth + b"[]" + b"}" * depth
    yield "a long line of siblings", b"[" + b",".join(b"%d" % n for n in range(5_000)) + b"]"


def _powers() -> Iterator[str]:
    yield ""
    for letter, sign in product("eE", ("", "+", "-")):
        yield f"{letter}{sign}07"


def invalid() -> Named:
    """Yield what no parser accepts."""
    for number in (
        *("+1", "01", "-01", "00", "-", "--1", "1-1", "1+2", ".5", "-.5", "1.", "-1.", "1.e1"),
        *("1e", "1e+", "1E-", "1ee2", "1e2.5", "1.2.3", "0x1F", "0b1", "0o7", "1_000", "1 000"),
        *("1,5.", "Infinity", "-Infinity", "NaN", "-NaN", "nan", "Inf", "1a", "1n", "1/2"),
        *("\uff11", "\u0661", "\u00b2", "1\u00a0000", "1e\u0661"),
    ):
        text = number.encode()
        yield f"number {number}", text
        yield f"number {number} in an array", b"[%b]" % text
        yield f"number {number} in an object", b'{"a":%b}' % text
    for word in (b"tru", b"True", b"TRUE", b"nul", b"nulll", b"truefalse", b"fals", b"None", b"a"):
        yield f"word {word!r}", word
        yield f"word {word!r} in an array", b"[1,%b]" % word
        yield f"word {word!r} in an object", b'{"a":%b,"b":1}' % word
    for code in range(0x20):
        yield f"control {code:02x} in a string", b'["a%bb"]' % bytes([code])
        yield f"control {code:02x} in a key", b'{"a%bb":1}' % bytes([code])
    for code in set(range(0x20, 0x7F)) - set(b'"\\/bfnrtu'):
        yield f"escape {chr(code)}", b'["\\%b"]' % bytes([code])
    for digits in (
        "",
        "0",
        "00",
        "00e",
        "00g0",
        "{41}",
        "+041",
        " 041",
        "-001",
        "0x41",
        "\uff10\uff10e9",
    ):
        yield f"escape u{digits}", b'["\\u%b"]' % digits.encode()
    for name, blank in NOT_BLANK.items():
        for text in (b"%b[1]", b"[1]%b", b"[%b1]", b"[1%b,2]", b'{"a"%b:1}', b'{"a":%b1}'):
            if not (name == "U+FEFF" and text.startswith(b"%b")):
                yield f"{name} in {text!r}", text % blank
    yield from _stray_tokens()
    whole = b'{"a":["x\\n\\u00e9",true,{"b":-1.5e+3}]}'
    for size in range(len(whole)):
        yield f"the first {size} bytes", whole[:size]
    for name, fault in UTF_8_FAULTS.items():
        yield f"{name} outside strings", b"[%b]" % fault
    for depth in (10, 1_000, 60_000):
        yield f"{depth} arrays never closed", b"[" * depth
        yield f"{depth} objects never closed", b'{"":' * depth
        yield f"{depth} arrays closed too often", b"[" * depth + b"]" * (depth + 1)
    yield "two BOMs", b"\xef\xbb\xbf\xef\xbb\xbf[1]"
    yield "a BOM alone", b"\xef\xbb\xbf"
    yield "half a BOM", b"\xef\xbb[1]"
    yield "UTF-16 without a BOM", "[1]".encode("utf-16-le")
    yield "big-endian UTF-16 without a BOM", '["é"]'.encode("utf-16-be")


def _stray_tokens() -> Named:
    """Yield a text with one token too few, or with something in it that does not belong there."""
    for place in range(len(_TOKENS)):
        rest = _TOKENS[place + 1 :]
        yield f"without token {place}", b" ".join((*_TOKENS[:place], *rest))
    for place, stray in product(range(len(_TOKENS) + 1), _STRAY):
        yield (
            f"{stray!r} before token {place}",
            b" ".join((*_TOKENS[:place], stray, *_TOKENS[place:])),
        )


def undecided() -> Named:
    """Yield what RFC 8259 leaves to the parser, or what is wrong with the text around the JSON.

    All of these are laid out: nothing in them has to be understood for that.
    """
    for escape in (
        *(r"\ud83d", r"\uDE00", r"\ud83d\ud83d", r"\udE00\uD83d", r"\ud83dx", r"\ud83d\n"),
        *(r"\ud83d\u0041", r"\uD83D\uDE00\uDE00", r"\\\ud800", r"\ud800\\ud800"),
    ):
        text = b'"%b"' % escape.encode()
        yield f"lone surrogate {escape}", b"[%b,{%b:[1,%b]}]" % (text, text, text)
    for name, fault in UTF_8_FAULTS.items():
        yield f"{name} in a string", b'["a%bb" , 1]' % fault
        yield f"{name} in a key", b'{"%b" :[1, 2]}' % fault
    other = '{"é":["\U0001f600", 1.10] }'
    yield "UTF-8 with a BOM", other.encode("utf-8-sig")
    for codec in ("utf-16", "utf-32"):
        yield f"{codec} with a BOM", other.encode(codec)
        yield f"big-endian {codec} with a BOM", ("\ufeff" + other).encode(codec + "-be")
