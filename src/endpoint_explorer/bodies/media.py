"""Media types and charsets: what the bytes of a body are said to be, and what they are read as."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

import msgspec

CHUNK = 256 * 1024
"""Bytes converted at a time, so that no single call holds the interpreter for long."""

_PARAMETER = re.compile(r';\s*([\w!#$&.+^-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))')

_CODECS = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8", "us-ascii", "ascii"), "utf-8"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "l1", "windows-1252", "cp1252"), "cp1252"),
    **{f"iso-8859-{part}": f"iso8859-{part}" for part in (*range(2, 12), *range(13, 17))},
    **{f"windows-{page}": f"cp{page}" for page in (874, *range(1250, 1252), *range(1253, 1259))},
    **{f"cp{page}": f"cp{page}" for page in (437, 850, 852, 866, *range(1250, 1259))},
    **dict.fromkeys(("utf-16", "utf-16le"), "utf-16-le"),
    "utf-16be": "utf-16-be",
    "utf-32": "utf-32-le",
    "utf-32le": "utf-32-le",
    "utf-32be": "utf-32-be",
    "koi8-r": "koi8-r",
    "koi8-u": "koi8-u",
    "macintosh": "mac-roman",
    "shift_jis": "shift_jis",
    "shift-jis": "shift_jis",
    "windows-31j": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "euc-kr": "cp949",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "tis-620": "tis_620",
}
"""The charsets that text comes in (WHATWG Encoding labels), and the codec of each.

Python knows many more names, among them some that are no charsets at all (rot13, base64,
unicode_escape) and one that hides ASCII (utf-7): a server must not be able to choose those.
"""

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
    """How bytes are read as text: the codec, the length of the BOM in bytes, and any doubts."""

    codec: str = "utf-8"
    bom: int = 0
    note: str = ""


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
        return Charset(note=f"the charset {label!r} is not one that text comes in: read as UTF-8")
    if declared := _DECLARED.search(data, 0, 1024):
        name = (declared[1] or declared[2]).decode("ascii", "replace").lower()
        # A declaration that can be read as ASCII is not in UTF-16 or UTF-32, whatever it says.
        if name in _CODECS and not name.startswith(("utf-16", "utf-32")):
            return Charset(_CODECS[name])
    return Charset()


def to_utf8(data: bytes, charset: Charset) -> bytes:
    """Convert text to UTF-8, without its BOM; bytes that mean nothing become U+FFFD.

    Data that is UTF-8 already is handed back as it is, also where it is invalid.
    """
    data = data[charset.bom :] if charset.bom else data
    if charset.codec == "utf-8":
        return data
    decode = codecs.getincrementaldecoder(charset.codec)("replace").decode
    pieces = [
        decode(data[start : start + CHUNK], start + CHUNK >= len(data)).encode("utf-8", "replace")
        for start in range(0, len(data), CHUNK)
    ]
    return b"".join(pieces)
