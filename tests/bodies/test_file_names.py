from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from endpoint_explorer.bodies.file_names import (
    LONGEST,
    confined,
    extension_of,
    file_name,
    numbered,
)

hostile = st.text(st.sampled_from("./\\:\0\x1b\x7f\u202e\ud800 aé中con.json\n%'\"*~"), max_size=40)


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('attachment; filename="report.csv"', "report.csv"),
        ("attachment; filename=report.csv", "report.csv"),
        ("attachment; filename=a.txt; filename*=UTF-8''na%C3%AFve.txt", "naïve.txt"),
        ("attachment; filename*=iso-8859-1'en'%A3%20rates.txt", "£ rates.txt"),
        ('attachment; filename="a \\"b\\".txt"', "a _b_.txt"),
        ('attachment; filename="naÃ¯ve.txt"', "naïve.txt"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        (r'attachment; filename="C:\\Users\\x\\run.exe"', "run.exe"),
        ('attachment; filename=".bashrc"', "bashrc"),
        ('attachment; filename="CON.txt"', "_CON.txt"),
        ('attachment; filename="a\x1b[2Jb.txt"', "a_[2Jb.txt"),
        ('attachment; filename="evil\u202etxt.exe"', "evil_txt.exe"),
        ('attachment; filename=""', "users.json"),
        ('attachment; filename="..."', "users.json"),
        ("attachment; filename*=utf-7''x.txt", "users.json"),
        ("inline", "users.json"),
        ("", "users.json"),
    ],
)
def test_the_server_proposes_a_name(disposition: str, name: str) -> None:
    assert file_name(disposition, "https://example.com/v1/users?x=1", ".json") == name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://example.com/", "response.json"),
        ("https://example.com", "response.json"),
        ("https://example.com/users/", "users.json"),
        ("https://example.com/data.csv?x=/y", "data.csv"),
        ("https://example.com/a%2F..%2Fb", "b.json"),
        ("https://example.com/%2e%2e", "response.json"),
        ("https://example.com/v1.0-final", "v1.0-final.json"),
        ("http://[x/", "response.json"),
    ],
)
def test_the_url_proposes_a_name(url: str, name: str) -> None:
    assert file_name("", url, ".json") == name


@given(hostile, hostile, st.sampled_from([".json", ".txt"]))
@example("x" * 300 + ".json", "", ".json")
@example("中" * 300, "é" * 300, ".txt")
def test_no_name_leaves_its_folder(said: str, segment: str, extension: str) -> None:
    name = file_name(f'attachment; filename="{said}"', f"http://h/{segment}", extension)
    assert name
    assert name.isprintable()
    assert len(name.encode()) <= LONGEST
    assert not name.startswith(".")
    assert PurePosixPath(name).parts == (name,)
    assert PureWindowsPath(name).parts == (name,)
    assert name.split(".")[0].lower() != "con"
    assert confined(name) == name


@pytest.mark.parametrize(
    ("content_type", "head", "extension"),
    [
        ("application/json; charset=utf-8", b"", ".json"),
        ("application/problem+json", b"", ".json"),
        ("application/atom+xml", b"", ".xml"),
        ("image/svg+xml", b"", ".svg"),
        ("text/csv", b"", ".csv"),
        ("text/plain", b'{"a": 1}', ".json"),
        ("text/plain", b"hello", ".txt"),
        ("", b"plain", ".txt"),
        ("application/octet-stream", b"\0\1", ".bin"),
        ("", b"", ".bin"),
    ],
)
def test_extensions(content_type: str, head: bytes, extension: str) -> None:
    assert extension_of(content_type, head) == extension


def test_a_number_goes_before_the_extension() -> None:
    assert [numbered(name, 2) for name in ("a.json", "a", "v1.0-x")] == [
        "a (2).json",
        "a (2)",
        "v1.0-x (2)",
    ]
