"""The name that a body is saved under: proposed by the server, confined by us."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from endpoint_explorer.bodies.media import parse_media_type

LONGEST = 200
"""Bytes of a name: file systems take 255, and a number may have to be put into it."""

FALLBACK = "response"

_PARAMETER = re.compile(r';\s*(filename\*?)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))', re.IGNORECASE)
_EXTENDED = re.compile(r"([\w!#$%&+^`{}~.-]+)'[\w-]*'(.*)", re.DOTALL)
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,10}\Z")
_UNSAFE = frozenset('/\\:*?"<>|')

_EXTENSIONS = {
    "application/json": ".json",
    "application/x-ndjson": ".ndjson",
    "application/ndjson": ".ndjson",
    "application/jsonl": ".jsonl",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "image/svg+xml": ".svg",
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "text/css": ".css",
    "text/javascript": ".js",
    "application/javascript": ".js",
    "application/yaml": ".yaml",
    "application/x-yaml": ".yaml",
    "text/yaml": ".yaml",
    "application/toml": ".toml",
    "application/graphql-response+json": ".json",
    "application/x-www-form-urlencoded": ".txt",
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/gzip": ".gz",
    "application/wasm": ".wasm",
    "application/cbor": ".cbor",
    "application/msgpack": ".msgpack",
    "application/protobuf": ".pb",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "audio/mpeg": ".mp3",
    "video/mp4": ".mp4",
}

_SUFFIXES = {"json": ".json", "xml": ".xml", "yaml": ".yaml", "zip": ".zip", "cbor": ".cbor"}

_LOOKS = ((b"{", ".json"), (b"[", ".json"), (b"<?xml", ".xml"), (b"<!doctype html", ".html"))


def extension_of(content_type: str, head: bytes = b"") -> str:
    """Return the extension for a media type, else for how a body starts; `.bin` is the last."""
    media = parse_media_type(content_type)
    if media.name in _EXTENSIONS and media.name != "text/plain":
        return _EXTENSIONS[media.name]
    if media.suffix in _SUFFIXES:
        return _SUFFIXES[media.suffix]
    start = head.lstrip()[:16].lower()
    for mark, extension in _LOOKS:
        if start.startswith(mark):
            return extension
    is_text = media.name.startswith("text/") or (head and b"\0" not in head)
    return ".txt" if is_text else ".bin"


def file_name(content_disposition: str, url: str, extension: str) -> str:
    """Propose a name: of Content-Disposition (RFC 6266), else of the URL, else `response`.

    The name is confined: it has no separator, control character, leading dot or reserved name, and
    at most `LONGEST` bytes. Only one that comes from the URL gets the extension where it has none.
    """
    said = confined(disposition_name(content_disposition))
    if said:
        return said
    segment = confined(_segment(url))
    if not segment:
        return FALLBACK + extension
    if _EXTENSION.search(segment):
        return segment
    return confined(segment, longest=LONGEST - len(extension)) + extension


def confined(name: str, longest: int = LONGEST) -> str:
    """Return a name that cannot leave its folder, nor hide in it; empty where nothing is left."""
    text = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    # Only the last part: a server may send the path that the file has on its own disk.
    text = re.split(r"[/\\]", text)[-1]
    kept = "".join(c if c.isprintable() and c not in _UNSAFE else "_" for c in text)
    kept = " ".join(kept.split()).strip(". ")
    if _RESERVED.match(kept):
        kept = f"_{kept}"
    extension = _EXTENSION.search(kept)
    tail = extension[0] if extension else ""
    stem = kept[: len(kept) - len(tail)].encode()[: longest - len(tail)].decode(errors="ignore")
    kept = stem.rstrip(". ") + tail
    return "" if not kept.strip("._ ") else kept.lstrip(". ")


def numbered(name: str, number: int) -> str:
    """Return `name (2).json` for `name.json`."""
    extension = _EXTENSION.search(name)
    tail = extension[0] if extension else ""
    return f"{name[: len(name) - len(tail)]} ({number}){tail}"


def disposition_name(content_disposition: str) -> str:
    """Return the file name as Content-Disposition has it; `filename*` goes before `filename`."""
    plain = ""
    for name, quoted, token in _PARAMETER.findall(content_disposition):
        value = re.sub(r"\\(.)", r"\1", quoted) or token
        if name.endswith("*"):
            decoded = _extended(value)
            if decoded:
                return decoded
        elif not plain:
            plain = _latin(value)
    return plain


def _extended(value: str) -> str:
    """Decode `UTF-8'en'na%C3%AFve.txt` (RFC 8187); empty where it is not that."""
    match = _EXTENDED.fullmatch(value)
    if match is None:
        return ""
    codec = {"utf-8": "utf-8", "iso-8859-1": "latin-1"}.get(match[1].lower())
    return unquote_to_bytes(match[2]).decode(codec, "replace") if codec else ""


def _latin(value: str) -> str:
    """Read UTF-8 that came as Latin-1, which is how most servers send names beyond ASCII."""
    try:
        text = value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        text = value
    return unquote(text) if re.search(r"%[0-9A-Fa-f]{2}", text) else text


def _segment(url: str) -> str:
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return unquote(path.rstrip("/").rpartition("/")[2])
