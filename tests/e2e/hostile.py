"""What a server or a file may send to take a terminal over, and how to see that none of it did."""

from __future__ import annotations

import base64
import json
import re
import unicodedata

STEERING = (
    "\x1b]52;c;cHduZWQ=\x07",
    "\x1b]8;;http://pwned/\x1b\\link\x1b]8;;\x1b\\",
    "\x1b]0;pwned\x07",
    "\x1b[2J\x1b[31m\x1b[6n",
    "\x1bP$qm\x1b\\",
    "\x1b_pwned\x1b\\",
    "\x1bc",
    "\x07\x08\x7f\x0e",
)
"""Text with C0 controls."""

MISLEADING = (
    "\u009b31m\u009d0;pwned\u009c\u0090q\u009c\u0085",
    "[/x]",
    "[@click=app.quit]x",
    "[bold]b[/]",
    "user\u202egnp.exe\u2066",
    "tag\U000e0041\U000e0042",
    "z\u200b\u200d\ufeff\u00adz",
    "\u2028\u2029\u3164\u115f",
    "e" + "\u0301" * 50,
    "日本語 \U0001f468\u200d\U0001f469 שלום",
)
"""Text without C0 controls, which may stand where those are refused."""

LONG = "w" * 10_000
LITERAL = "[@click=app.quit]x"
"""What is to be seen on the screen as it is, where it was sent."""

HEADER = " ".join(
    part for part in (*MISLEADING, *STEERING) if "\n" not in part and "\r" not in part
)
"""What stands in header values and reasons; a NUL or a line end would end them."""

SHORT = "".join((*MISLEADING[:5], STEERING[0], STEERING[2]))

_OURS = re.compile(
    r"\x1b\[(?:0|(?:[1-57-9];)*(?:[1-57-9]|(?:(?:38|48);2;\d+;\d+;\d+;?){1,2}))m"
    r"|\x1b\[\d+;\d+H"
    r"|\x1b\[\?(?:25|1000|1002|1003|1004|1006|1015|1016|1049|2004|2031|2048|7)[hl]"
    r"|\x1b\[\?(?:2026|2048)\$p|\x1b\[\?996n|\x1b\[>25u|\x1b\[<u|\x1b\]22;\w+\x07|\x1b\[\d q"
)
"""What Textual sends to steer a terminal."""

_COPIED = re.compile(r"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07")
_BAD = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def raw_sequences(stream: bytes) -> list[str]:
    """Return what is in a terminal's stream beside text and what Textual sends.

    What is copied on request is sent as OSC 52: it may be text of the body's, as it is.
    """
    text = _COPIED.sub("", stream.decode("utf-8"))
    text = _OURS.sub("", text).replace("\r\n", "")
    found = [text[max(at - 20, 0) : at + 20] for at, c in enumerate(text) if _is_bad(c)]
    found += re.findall("\u0301{5,}", text)
    return found


def _is_bad(character: str) -> bool:
    return (not character.isascii() and unicodedata.category(character) in _BAD) or (
        character.isascii() and not character.isprintable()
    )


def copied(stream: bytes) -> list[str]:
    """Return what was copied by OSC 52."""
    return [
        base64.b64decode(match[1]).decode() for match in _COPIED.finditer(stream.decode("utf-8"))
    ]


def escaped(text: str) -> str:
    """Write a JSON string in ASCII, so that a parser makes controls of it."""
    return json.dumps(text)


def bodies() -> list[tuple[str, bytes]]:
    """Return a content type and a body of each kind, with all of the strings in all its places."""
    texts = (*MISLEADING, *STEERING)
    free = "\n".join(texts)
    xml = "".join(f"<a b='{text}'>{text}</a>" for text in MISLEADING).replace("\u0090", "")
    members = ",".join(
        f"{escaped(text)}:[{escaped(text)},{{{json.dumps(text, ensure_ascii=False)}:1}}]"
        for text in MISLEADING
    )
    steering = ",".join(f"{escaped(text)}:{escaped(text)}" for text in STEERING)
    surrogates = '"\\ud800":"\\udc00\\ud83d"'
    marks = "".join(f"<p id='{text}'>{text}<a href='{text}'>{text}</a></p>" for text in texts)
    rows = "".join(f'"{text}";{text};"{text}""{text}"\n' for text in texts)
    prose = "".join(f"# {t}\n\n- *{t}*\n\n> [{t}](http://x/{t})\n\n```\n{t}\n```\n" for t in texts)
    parts = "".join(
        f'--B\r\nContent-Disposition: form-data; name="{text}"; filename="{text}"\r\n'
        f"Content-Type: text/{text}\r\n{text}: {text}\r\n\r\n{text}\r\n"
        for text in texts
    )
    errors = ",".join(
        f'{{"message":{escaped(text)},"path":[{escaped(text)}]}}' for text in texts[:9]
    )
    form = "&".join(f"{text}={text}&%1b%5d0%3bpwned%07=%C2%9b31m%E2%80%AE" for text in texts)
    return [
        ("application/json", f'{{{surrogates},{steering},{members},"l":"{LONG}"}}'.encode()),
        ("application/json", f'["{free}'.encode()),
        ("application/json", b'["\x9b31m\x9d0;pwned\x9c\xed\xa0\x80\xff"]'),
        ("application/x-ndjson", f"{{{steering}}}\n{{{members}}}\n".encode()),
        ("application/json", f'{{"errors":[{errors}],"data":null}}'.encode()),
        ("application/xml", f"<r>{xml}<l>{LONG}</l></r>".encode()),
        ("text/html", f"<!doctype html><title>{free}</title>{marks}{LONG}".encode()),
        ("text/csv", f"{free}\n{rows}".encode()),
        ("text/markdown", prose.encode()),
        ("multipart/form-data; boundary=B", f"{parts}--B--".encode()),
        ("application/x-www-form-urlencoded", form.encode()),
        ("application/yaml", free.encode()),
        (
            "text/plain",
            free.encode("utf-8") + b"\x9b31m\x9d0;pwned\x9c\xed\xa0\x80" + LONG.encode(),
        ),
        (f"image/png; name={HEADER}", b"\x89PNG\r\n\x1a\n" + free.encode()),
        (f"application/{HEADER}", b"\x00" + free.encode()),
        (f"text/plain; charset={HEADER}", free.encode()),
    ]
