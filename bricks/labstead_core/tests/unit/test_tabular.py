"""labstead_core/tabular"""

import gzip
from pathlib import Path

import pytest

from labstead_core.tabular import DialectError, detect, preview


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "table"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "delimiter", "encoding", "has_header"),
    [
        (b"a,b\n1,2\n3,4\n", ",", "utf-8", True),
        (b"a;b\n1,5;2\n3,25;4\n", ";", "utf-8", True),
        (b"a\tb c\n1\t2\n", "\t", "utf-8", True),
        (b"1,2\n3,4\n", ",", "utf-8", False),
        (b"name,town\nAda,London\n", ",", "utf-8", True),
        (b'a,b\n"x,\ny",2\n"z,w",3\n', ",", "utf-8", True),
        (b"\xef\xbb\xbfa,b\n1,2\n", ",", "utf-8-sig", True),
        ("a,b\né,2\n".encode("utf-16"), ",", "utf-16", True),
        ("naïve,prix €\n1,2\n".encode("cp1252"), ",", "cp1252", True),
        (b"only\n1\n2\n", ",", "utf-8", True),
    ],
)
def test_how_a_table_is_written_is_found_out(
    tmp_path: Path, content: bytes, delimiter: str, encoding: str, has_header: bool
) -> None:
    found = detect(written(tmp_path, content))
    assert (found.delimiter, found.encoding, found.has_header) == (delimiter, encoding, has_header)


def test_a_character_cut_by_the_end_of_the_sample_does_not_make_it_another_encoding(tmp_path: Path) -> None:
    content = b"a,b\n" + "é,1\n".encode() * 100_000
    for shift in (b"", b"x"):
        assert detect(written(tmp_path, shift + content)).encoding == "utf-8"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \n \n", "empty"),
        (b"PK\x03\x04rest", "Excel"),
        (b"a,b\n1,\x00\n", "binary"),
        (b"\x1f\x8b\x08\x00broken", "damaged"),
    ],
)
def test_what_is_no_table_is_told_from_one(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(DialectError) as caught:
        detect(written(tmp_path, content))
    assert said in caught.value.message


def test_a_preview_shows_the_first_rows_as_written(tmp_path: Path) -> None:
    found = preview(written(tmp_path, b'a,,c\n1,"x, y",3\n4\n5,6,7,8\n'), 10)
    assert found.columns == ["a", "column 2", "c", "column 4"]
    assert found.rows == [["1", "x, y", "3", ""], ["4", "", "", ""], ["5", "6", "7", "8"]]
    assert not found.truncated


def test_a_preview_of_a_long_or_packed_table_is_only_its_beginning(tmp_path: Path) -> None:
    found = preview(written(tmp_path, gzip.compress(b"n\n" + b"".join(b"%d\n" % n for n in range(100_000)))), 3)
    assert (found.columns, found.rows, found.truncated) == (["n"], [["0"], ["1"], ["2"]], True)


def test_a_preview_never_reads_a_file_that_is_one_endless_line(tmp_path: Path) -> None:
    with pytest.raises(DialectError, match="longer"):
        preview(written(tmp_path, b"x," * 2_000_000), 3)
