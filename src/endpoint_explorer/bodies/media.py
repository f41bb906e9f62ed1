"""Media types and charsets: what the bytes of a body are said to be, and what they are read as."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from io import BytesIO

import msgspec

CHUNK = 256 * 1024
"""Bytes converted at a time, so that no single call holds the interpreter for long."""

_PARAMETER = re.compile(r';\s*([\w!#$&.+^-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))')

_CODECS = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8", "us-ascii", "ascii"), "utf-8"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "l1", "windows-1252", "cp1252"), "cp1252"),
    **dict.fromkeys(("iso8859-1", "iso_8859-1", "x-cp1252"), "cp1252"),
    **{
        f"{prefix}8859-{part}": f"iso8859-{part}"
        for prefix in ("iso-", "iso", "iso_")
        for part in (*range(2, 12), *range(13, 17))
    },
    **{f"windows-{page}": f"cp{page}" for page in (874, *range(1250, 1252), *range(1253, 1259))},
    **{f"cp{page}": f"cp{page}" for page in (437, 850, 852, 866, *range(1250, 1259))},
    **dict.fromkeys(("utf-16", "utf-16le", "ucs-2", "unicode"), "utf-16-le"),
    "utf-16be": "utf-16-be",
    "utf-32": "utf-32-le",
    "utf-32le": "utf-32-le",
    "utf-32be": "utf-32-be",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "macintosh": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis"), "shift_jis"),
    "windows-31j": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "windows-949"), "cp949"),
    **dict.fromkeys(("gb18030", "gbk", "gb2312", "x-gbk", "cp936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cn-big5"), "big5hkscs"),
    "tis-620": "tis_620",
}
"""The charsets that text comes in (WHATWG Encoding labels), and the codec of each.

Python knows many more names, among them some that are no charsets at all (rot13, base64,
unicode_escape) and one that hides ASCII (utf-7): a server must not be able to choose those.
"""

_NO_CHARSETS = frozenset(
    (
        *("rot13", "base64", "hex", "bz2", "zlib", "zip", "uu", "quopri", "quotedprintable"),
        *("unicodeescape", "rawunicodeescape", "stringescape", "unicodeinternal", "undefined"),
        *("utf7", "u7", "unicode11utf7", "idna", "punycode", "charmap", "mbcs", "oem"),
        *("iso2022kr", "csiso2022kr", "iso2022cn", "iso2022cnext", "hz", "hzgb2312"),
    )
)
"""Labels, letters and digits only, under which bytes are no text or could pass for other text.

A body that is said to be so is shown as bytes, and not as the UTF-8 that it may not be.
"""

_LONGEST_LABEL = 40
"""Characters of an unknown label that are quoted."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w.:-]+)|<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]+)""",
    re.IGNORECASE,
)


class MediaType(msgspec.Struct, frozen=True):
    """A media type without its parameters, in lower case (`text/html`), and the parameters."""

    name: str = ""
    parameters: Mapping[str, str] = {}

    @property
    def suffix(self) -> str:
        """The structured syntax suffix (RFC 6839), `json` for `application/problem+json`."""
        return self.name.rpartition("+")[2] if "+" in self.name else ""


class Charset(msgspec.Struct, frozen=True):
    """How bytes are read as text: the codec, the length of the BOM in bytes, and any doubts.

    `is_text` is False for what is to be shown as bytes.
    """

    codec: str = "utf-8"
    bom: int = 0
    note: str = ""
    is_text: bool = True


def parse_media_type(value: str) -> MediaType:
    """Read a Content-Type header (RFC 9110, 8.3.1); what is malformed in it is left out."""
    parameters = {
        name.lower(): re.sub(r"\\(.)", r"\1", quoted) or token
        for name, quoted, token in reversed(_PARAMETER.findall(value))
    }
    return MediaType(value.partition(";")[0].strip().lower(), parameters)


def detect_charset(data: bytes, media: MediaType) -> Charset:
    """Decide on a charset: a BOM, then the header, then the document's own word, then UTF-8."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return Charset(codec, len(mark))
    label = media.parameters.get("charset", "").strip().lower()
    if label:
        if label in _CODECS:
            return Charset(_CODECS[label])
        return _unknown(label)
    if declared := _DECLARED.search(data, 0, 1024):
        name = (declared[1] or declared[2]).decode("ascii", "replace").lower()
        # A declaration that can be read as ASCII is not in UTF-16 or UTF-32, whatever it says.
        if name in _CODECS and not name.startswith(("utf-16", "utf-32")):
            return Charset(_CODECS[name])
    return Charset()


def _unknown(label: str) -> Charset:
    is_text = re.sub(r"[^a-z0-9]|codec$", "", label) not in _NO_CHARSETS
    shown = "read as UTF-8" if is_text else "shown as bytes"
    note = f"the charset {label[:_LONGEST_LABEL]!r} is not one that text comes in: {shown}"
    return Charset(note=note, is_text=is_text)


def to_utf8(data: bytes, charset: Charset, tick: Callable[[], None] = lambda: None) -> bytes:
    """Convert text to UTF-8, without its BOM; bytes that mean nothing become U+FFFD.

    Data that is UTF-8 already is handed back as it is, also where it is invalid. `tick` is called
    after each slice.
    """
    data = data[charset.bom :] if charset.bom else data
    if charset.codec == "utf-8":
        return data
    decode = codecs.getincrementaldecoder(charset.codec)("replace").decode
    # Its buffer becomes the result: joining slices would copy all of them in one go.
    converted = BytesIO()
    for start in range(0, len(data), CHUNK):
        text = decode(data[start : start + CHUNK], start + CHUNK >= len(data))
        converted.write(text.encode("utf-8", "replace"))
        tick()
    return converted.getvalue()
