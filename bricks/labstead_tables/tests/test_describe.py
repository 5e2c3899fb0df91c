"""labstead_tables/describe"""

import gzip
import statistics
from pathlib import Path

import pytest
from table_bench import Bench, rows_of

from labstead_tables.describe import Describe

PENGUINS = Path(__file__).parent / "testdata" / "penguins.csv"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def described(bench: Bench, content: bytes, **parameters: object) -> dict[str, dict[str, str]]:
    return {row["column"]: row for row in rows_of(bench.run(Describe, content, **parameters)["columns"])}


def test_a_public_data_set_is_described_as_the_standard_library_computes_it(bench: Bench) -> None:
    rows = rows_of(PENGUINS.read_text())
    masses = [float(row["body_mass_g"]) for row in rows if row["body_mass_g"] != "NA"]
    found = {row["column"]: row for row in rows_of(bench.run(Describe, PENGUINS)["columns"])}
    mass = found["body_mass_g"]
    assert (mass["type"], mass["count"], mass["missing"]) == ("integer", str(len(masses)), str(len(rows) - len(masses)))
    assert int(mass["distinct"]) == len(set(masses))
    assert float(mass["mean"]) == pytest.approx(statistics.mean(masses))
    assert float(mass["std"]) == pytest.approx(statistics.stdev(masses))
    quartiles = statistics.quantiles(masses, n=4, method="inclusive")
    assert [float(mass[name]) for name in ("q25", "median", "q75")] == pytest.approx(quartiles)
    assert found["bill_length_mm"]["type"] == "number"
    assert found["species"]["top_values"] == "Adelie (152); Gentoo (124); Chinstrap (68)"
    assert found["sex"]["missing"] == "11"


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "-2", "+3", "NA"], "integer"),
        (["1", "2.5"], "number"),
        (["1", "1e3"], "number"),
        (["0.1", "inf"], "number"),
        (["99999999999999999999", "1"], "number"),
        (["007", "042"], "text"),
        (["0", "1"], "integer"),
        (["true", "False"], "boolean"),
        (["t", "f"], "text"),
        (["2026-01-31", "2026-12-01"], "date"),
        (["2026-01-31", "2026-12-01 10:00:00"], "datetime"),
        (["2026-01-31T10:00:00", "2026-12-01 10:00:00.5"], "datetime"),
        (["31/31/2026", "1/2/2026"], "text"),
        (["NA", ""], "text"),
    ],
)
def test_a_column_has_the_narrowest_type_that_all_its_values_have(bench: Bench, cells: list[str], kind: str) -> None:
    content = "x,other\n" + "".join(f"{cell},1\n" for cell in cells)
    assert described(bench, content.encode(), header="yes")["x"]["type"] == kind


@pytest.mark.parametrize(
    ("early", "late", "kind", "greatest"),
    [
        ("1", "2.5", "number", "2.5"),
        ("1", "n/k", "text", "n/k"),
        ("0.5", "n/k", "text", "n/k"),
        ("2026-01-31", "2026-02-01 10:00:00", "datetime", "2026-02-01 10:00:00"),
        ("2026-01-31", "soon", "text", "soon"),
    ],
)
def test_a_value_far_behind_the_sample_still_decides_the_type(
    bench: Bench, early: str, late: str, kind: str, greatest: str
) -> None:
    content = "x,y\n" + f"{early},1\n" * 60_000 + f"{late},1\n"
    found = described(bench, content.encode(), header="yes")["x"]
    assert (found["type"], found["count"], found["max"]) == (kind, "60001", greatest)


def test_numbers_that_are_not_finite_are_counted_and_told_and_left_out_of_the_figures(bench: Bench) -> None:
    cells = ["1e999", "nan", "inf", "-inf", "99999999999999999999999999", "NaN"]
    made = bench.run(Describe, ("x,y\n" + "".join(f"{cell},1\n" for cell in cells)).encode())
    x, y = rows_of(made["columns"])
    assert (x["type"], x["count"], x["missing"], x["not_finite"]) == ("number", "5", "1", "4")
    assert (x["min"], x["max"], x["mean"]) == ("1e+26", "1e+26", "1e+26")
    # 1e999 is read as inf.
    assert (x["distinct"], x["distinct_is_exact"]) == ("4", "yes")
    assert x["top_values"] == "inf (2); -inf (1); 1e+26 (1); nan (1)"
    assert (y["count"], y["not_finite"]) == ("6", "0")
    assert "5 <small>(4 not finite)</small>" in made["report"]
    assert [line for line in bench.logged if line.startswith("Warning: “x”: 4 values are not finite numbers")]
    assert not any("“y”" in line for line in bench.logged)


def test_a_number_that_is_not_finite_far_behind_the_sample_makes_no_column_of_integers(bench: Bench) -> None:
    found = described(bench, b"x,y\n" + b"1,1\n" * 60_000 + b"inf,1\nnan,1\n")["x"]
    assert (found["type"], found["count"], found["not_finite"], found["max"]) == ("number", "60002", "2", "1.0")


def test_a_column_with_very_many_values_is_estimated_and_says_so(bench: Bench) -> None:
    content = "id,group\n" + "".join(f"{number},{number % 3}\n" for number in range(50_000))
    found = described(bench, content.encode())
    assert found["id"]["distinct_is_exact"] == "no"
    assert int(found["id"]["distinct"]) == pytest.approx(50_000, rel=0.1)
    assert found["id"]["top_values"] == ""
    assert (found["group"]["distinct"], found["group"]["distinct_is_exact"]) == ("3", "yes")


def test_no_estimate_has_more_different_values_than_values(bench: Bench) -> None:
    """A few of these estimates are too high before they are held to the count."""
    rows, columns = 2000, 20
    header = ",".join(f"c{column}" for column in range(columns))
    lines = (",".join(str(row + column * rows) for column in range(columns)) for row in range(rows))
    for found in described(bench, "\n".join([header, *lines, ""]).encode()).values():
        assert found["distinct_is_exact"] == "no"
        assert int(found["distinct"]) <= int(found["count"]) == rows


def test_a_table_of_many_columns_is_described_within_the_memory(bench: Bench) -> None:
    content = ",".join(f"c{column}" for column in range(150)) + "\n" + ",".join(map(str, range(150))) + "\n"
    assert [found["max"] for found in described(bench, content.encode()).values()] == [str(n) for n in range(150)]


def test_packed_tables_are_read(bench: Bench) -> None:
    assert described(bench, gzip.compress(b"a,b\n1,2\n3,4\n"))["b"]["mean"] == "3.0"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_of_any_system_and_line_ends_in_quotes_are_read(bench: Bench, newline: str) -> None:
    content = newline.join(["a,b", '"x', 'y",2', "z,3", "", ""]).encode()
    found = described(bench, content)
    assert (found["a"]["count"], found["b"]["mean"]) == ("2", "2.5")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_in_the_usual_encodings_is_read(bench: Bench, encoding: str) -> None:
    content = "prénom;prix €\nZoë;1,5\nÁron;2,5\n".encode(encoding)
    found = described(bench, content, decimal="comma")
    assert found["prénom"]["top_values"] == ""
    assert found["prénom"]["max"] == "Áron"
    assert found["prix €"]["mean"] == "2.0"


def test_text_that_stops_being_utf8_behind_the_sample_is_read_as_windows_1252_and_says_so(bench: Bench) -> None:
    content = b"a,b\n" + b"plain,1\n" * 60_000 + "Zoë,2\n".encode("cp1252")
    assert described(bench, content)["a"]["distinct"] == "2"
    assert any("Line 60002 is not UTF-8 text" in line for line in bench.logged)


def test_a_table_without_a_header_gets_numbered_columns(bench: Bench) -> None:
    assert list(described(bench, b"1,2\n3,4\n")) == ["column_1", "column_2"]
    assert list(described(bench, b"a,b\nc,d\n", header="no")) == ["column_1", "column_2"]


def test_doubled_and_empty_names_are_made_unique(bench: Bench) -> None:
    assert list(described(bench, b'a,A,,"it""s, \'x\'"\n1,2,3,4\n')) == ["a", "A_2", "column_3", "it\"s, 'x'"]


def test_a_header_alone_is_a_table_of_no_rows(bench: Bench) -> None:
    found = described(bench, b"a,b\n")
    assert (found["a"]["count"], found["a"]["distinct"]) == ("0", "0")


def test_the_report_shows_what_came_from_the_file_as_text_only(bench: Bench) -> None:
    report = bench.run(Describe, b"<script>alert(1)</script>,b\n<img src=x>,2\n<img src=x>,3\n")["report"]
    assert "<script>" not in report
    assert "<img" not in report
    assert "&lt;img src=x&gt;" in report


@pytest.mark.parametrize(
    ("content", "parameters", "code", "said"),
    [
        (b"a,b\n1,2\n3\n", {}, "table.malformed", "Line 3 has 1 column, but 2 are expected: “3”."),
        (
            b"a,b\n1,2\n3,4,5\n6\n7\n",
            {},
            "table.malformed",
            "Line 3 has 3 columns, but 2 are expected: “3,4,5”. 2 more lines",
        ),
        (b'a,b\n1,2\n3,"4\n5,6\n', {}, "table.malformed", "Line 3 has a quoted value that is not closed properly"),
        (b'a,b\n1,"x"y\n', {}, "table.malformed", "Line 2 has a quoted value"),
        (b"a,b\n1,\xff\n", {"encoding": "utf-8"}, "table.unreadable", "Line 2 is not utf-8 text"),
        (b"", {}, "table.unreadable", "empty"),
        (b"PK\x03\x04rest of it", {}, "table.unreadable", "Excel"),
    ],
)
def test_what_can_not_be_parsed_is_refused_with_its_line(
    bench: Bench, content: bytes, parameters: dict[str, str], code: str, said: str
) -> None:
    error = bench.refuse(Describe, content, **parameters)
    assert error.code == code
    assert said in error.message


def test_a_malformed_line_far_behind_the_sample_is_named_with_its_number(bench: Bench) -> None:
    content = b"a,b\n" + b"1,2\n" * 300_000 + b"1,2,3\n" + b"1,2\n" * 1000
    assert bench.refuse(Describe, content).message.startswith("Line 300002 has 3 columns, but 2 are expected")


def test_a_chosen_encoding_that_does_not_fit_far_behind_the_sample_is_refused(bench: Bench) -> None:
    content = b"a,b\n" + b"plain,1\n" * 60_000 + b"\xff,2\n"
    error = bench.refuse(Describe, content, encoding="utf-8")
    assert (error.code, error.message) == ("table.encoding", "Line 60002 is not UTF-8 text.")
