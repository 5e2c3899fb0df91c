"""labstead_core/store/naming"""

from pathlib import Path

import pytest

from labstead_core.store.naming import clean_name, kind_of, media_type_of


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("penguins.csv", "penguins.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\mesures été.csv", "mesures été.csv"),
        ("a\x00b\r\nc\u202egpj.csv", "abcgpj.csv"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("x" * 300 + ".csv", "x" * 196 + ".csv"),
    ],
)
def test_a_name_is_shown_clean_and_is_never_a_path(raw: str, clean: str) -> None:
    assert clean_name(raw) == clean


def test_the_media_type_comes_from_the_name_and_never_makes_a_page_of_a_file() -> None:
    assert media_type_of("A.CSV") == "text/csv"
    assert media_type_of("evil.svg") == "application/octet-stream"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.csv", b"whatever", "table"),
        ("a.tsv.gz", b"whatever", "table"),
        ("a.txt", b"a\tb\n1\t2\n", "table"),
        ("a.txt", b"Dear all,\n", "table"),
        ("a.txt", b"Hello\n", "file"),
        ("a.dat", b"\x00\x01", "file"),
        ("a.gz", b"a,b\n", "file"),
        ("reads", b"a,b\n", "file"),
    ],
)
def test_tables_are_known_by_name_or_for_text_files_by_their_first_lines(
    tmp_path: Path, name: str, content: bytes, kind: str
) -> None:
    path = tmp_path / "content"
    path.write_bytes(content)
    assert kind_of(name, path) == kind
