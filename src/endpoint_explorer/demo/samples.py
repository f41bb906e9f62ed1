"""Bodies of many kinds, each a small one that shows what there is to it."""

from __future__ import annotations

import csv
import gzip
import zipfile
from collections.abc import Callable
from functools import cache
from io import BytesIO, StringIO
from typing import Literal, get_args

import msgspec

from endpoint_explorer.demo.png import gradient_png

SampleKind = Literal[
    "csv", "tsv", "html", "markdown", "form", "multipart", "graphql", "yaml", "log",
    "jpeg", "gif", "webp", "transparent", "msgpack", "zip", "gzip",
]  # fmt: skip

_ROWS = (
    ("id", "name", "city", "balance", "note"),
    ("1", "Ada Lovelace", "London", "1210.50", 'said "hello"'),
    ("2", "Zoë Müller", "Zürich", "-3.00", "two\nlines"),
    ("3", "山田 太郎", "東京", "98765.10", ""),
    ("4", "O'Neill, Tip", "Boston", "0.01", "a name with a comma"),
)

_HTML = """<!DOCTYPE html>
<html lang="en">
<head><title>Order &amp; delivery</title><style>p { margin: 0 }</style></head>
<body>
<h1>Your order</h1>
<p>Hello <b>Ada</b>, order <code>A-1210</code> is <em>on its way</em>. Follow it
<a href="/orders/1210">on its page</a>.</p>
<ol><li>Packed<ul><li>two boxes</li></ul></li><li>Sent</li></ol>
<table>
<tr><th>Item</th><th>Price</th></tr>
<tr><td>Café crème</td><td>3.20 €</td></tr>
<tr><td>お茶</td><td>2.10 €</td></tr>
</table>
<blockquote>Thank you.</blockquote>
<pre>left   right
  in     out</pre>
<script>document.title = "not shown"</script>
</body>
</html>
"""

_MARKDOWN = """# Release 1.2

**Faster** than before, and *exact*: see [the notes](/notes/1.2).

1. Send
2. Look
   - with `v`, another way

> Nothing is rendered that was not sent.

| method | path |
|--------|------|
| GET    | /v1/users |
| PURGE  | /v1/users/{id} |

```sh
endpoint-explorer send get-user
```
"""

_YAML = """# a comment
openapi: 3.1.0
info: {title: "Demo", version: '1.0'}
servers:
  - url: http://127.0.0.1:8765
    tries: 3
    secure: false
"""

_LOG = """2026-01-05T09:00:00.120Z INFO  started "demo"
2026-01-05T09:00:01.007Z WARN  slow answer after 1200 ms
2026-01-05T09:00:02.451Z ERROR no route to 192.0.2.1
2026-01-05T09:00:02.460Z DEBUG trying again
"""

_BOUNDARY = "demo-part-7MA4YWxk"


def sample(kind: SampleKind) -> tuple[str, bytes]:
    """Return the media type and the bytes of a body of a kind."""
    make = _MADE.get(kind)
    return (_TYPES[kind], make()) if make else (_TYPES[kind], _TEXTS[kind].encode())


def _csv(delimiter: str = ",") -> bytes:
    text = StringIO()
    csv.writer(text, delimiter=delimiter).writerows(_ROWS)
    return text.getvalue().encode()


def _multipart() -> bytes:
    parts = (
        ('Content-Disposition: form-data; name="title"', b"A picture"),
        (
            'Content-Disposition: form-data; name="data"\r\nContent-Type: application/json',
            b'{"id": 7, "tags": ["a", "b"]}',
        ),
        (
            'Content-Disposition: form-data; name="file"; filename="demo.png"\r\n'
            "Content-Type: image/png",
            gradient_png(24, 16),
        ),
    )
    written = [
        f"--{_BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + b"\r\n" for head, content in parts
    ]
    return b"".join(written) + f"--{_BOUNDARY}--\r\n".encode()


def _msgpack() -> bytes:
    value = {"id": 7, "name": "Zoë", "price": 1.1, "tags": ["a", None, True], "raw": b"\x00\xff"}
    return msgspec.msgpack.encode(value)


def _zip() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("readme.md", "data/users.csv", "data/empty.txt"):
            # A fixed date: the body is the same each time.
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 5, 9, 0, 0)), f"{name}\n" * 9)
    return packed.getvalue()


def _gzip() -> bytes:
    packed = BytesIO()
    with gzip.GzipFile("users.csv", "wb", fileobj=packed, mtime=0) as file:
        file.write(_csv())
    return packed.getvalue()


@cache
def _picture(kind: str) -> bytes:
    from PIL import Image

    picture = Image.open(BytesIO(gradient_png())).convert("RGB")
    if kind == "PNG":
        picture.putalpha(Image.radial_gradient("L").resize(picture.size).point(lambda v: 255 - v))
    written = BytesIO()
    picture.save(written, kind)
    return written.getvalue()


_TYPES: dict[SampleKind, str] = {
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values",
    "html": "text/html; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
    "form": "application/x-www-form-urlencoded",
    "multipart": f"multipart/form-data; boundary={_BOUNDARY}",
    "graphql": "application/graphql-response+json",
    "yaml": "application/yaml",
    "log": "text/plain; charset=utf-8",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "transparent": "image/png",
    "msgpack": "application/msgpack",
    "zip": "application/zip",
    "gzip": "application/gzip",
}

_TEXTS: dict[SampleKind, str] = {
    "html": _HTML,
    "markdown": _MARKDOWN,
    "form": "name=Zo%C3%AB+M%C3%BCller&tag=a&tag=b&empty=&flag&share=100%&note=two%0Alines",
    "graphql": '{"errors":[{"message":"Name must not be empty.","path":["createUser","name"],'
    '"locations":[{"line":2,"column":3}]},{"message":"Not signed in."}],'
    '"data":{"createUser":null}}',
    "yaml": _YAML,
    "log": _LOG,
}

_MADE: dict[SampleKind, Callable[[], bytes]] = {
    "csv": _csv,
    "tsv": lambda: _csv("\t"),
    "multipart": _multipart,
    "jpeg": lambda: _picture("JPEG"),
    "gif": lambda: _picture("GIF"),
    "webp": lambda: _picture("WEBP"),
    "transparent": lambda: _picture("PNG"),
    "msgpack": _msgpack,
    "zip": _zip,
    "gzip": _gzip,
}

MEDIA_TYPES = tuple(dict.fromkeys(_TYPES[kind].partition(";")[0] for kind in get_args(SampleKind)))
"""The media types that there are samples of, without parameters."""
