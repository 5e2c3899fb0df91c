"""labstead_tables/aggregate and filter"""

import statistics
from pathlib import Path

import pytest
from table_bench import Bench, rows_of

from labstead_tables.aggregate import Aggregate
from labstead_tables.filter import Filter

PENGUINS = Path(__file__).parent / "testdata" / "penguins.csv"
TABLE = b"name,when,n,ok\nb,2026-01-01,1.50,true\na,2026-02-01,NA,false\n,2026-03-01,3,true\nb,2026-04-01,4,NA\n"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_groups_are_computed_as_the_standard_library_does(bench: Bench) -> None:
    rows = rows_of(PENGUINS.read_text())
    text = bench.run(
        Aggregate,
        PENGUINS,
        group_by=["species"],
        columns=["body_mass_g"],
        functions=["count", "mean", "median", "std", "min", "max", "sum", "distinct"],
    )["groups"]
    groups = rows_of(text)
    assert [group["species"] for group in groups] == ["Adelie", "Chinstrap", "Gentoo"]
    for group in groups:
        here = [row for row in rows if row["species"] == group["species"]]
        masses = [float(row["body_mass_g"]) for row in here if row["body_mass_g"] != "NA"]
        assert int(group["rows"]) == len(here)
        assert int(group["body_mass_g_count"]) == len(masses)
        assert int(group["body_mass_g_distinct"]) == len(set(masses))
        for name, function in (("mean", statistics.mean), ("median", statistics.median), ("std", statistics.stdev)):
            assert float(group[f"body_mass_g_{name}"]) == pytest.approx(function(masses))
        assert (float(group["body_mass_g_min"]), float(group["body_mass_g_max"])) == (min(masses), max(masses))
        assert float(group["body_mass_g_sum"]) == sum(masses)


def test_without_groups_the_whole_table_is_one_and_missing_group_values_are_a_group(bench: Bench) -> None:
    whole = rows_of(bench.run(Aggregate, TABLE, columns=["n"], functions=["sum"])["groups"])
    assert whole == [{"rows": "4", "n_sum": "8.5"}]
    groups = rows_of(bench.run(Aggregate, TABLE, group_by=["name"], columns=["n"], functions=["count"])["groups"])
    assert {(group["name"], group["rows"]) for group in groups} == {("a", "1"), ("b", "2"), ("", "1")}


def test_an_unknown_column_is_refused_with_the_nearest_name(bench: Bench) -> None:
    error = bench.refuse(Aggregate, TABLE, columns=["nam"], functions=["count"])
    assert (error.code, error.hint) == ("table.no_such_column", "Did you mean “name”?")


def test_the_mean_of_text_is_refused_by_name(bench: Bench) -> None:
    error = bench.refuse(Aggregate, TABLE, columns=["name"], functions=["mean"])
    assert error.code == "table.not_numeric"
    assert "“name” holds text values" in error.message


@pytest.mark.parametrize(
    ("column", "operator", "value", "expected"),
    [
        ("n", "greater", "2", ["3", "4"]),
        ("n", "equal", "1.5", ["1.50"]),
        ("n", "missing", "", ["NA"]),
        ("n", "not missing", "", ["1.50", "3", "4"]),
        ("name", "equal", "b", ["1.50", "4"]),
        ("name", "not equal", "b", ["NA"]),
        ("name", "contains", "a", ["NA"]),
        ("when", "less or equal", "2026-02-01", ["1.50", "NA"]),
        ("ok", "equal", "True", ["1.50", "3"]),
        ("name", "equal", "x' OR 1=1 --", []),
    ],
)
def test_the_rows_that_meet_the_condition_stay_in_order_and_as_written(
    bench: Bench, column: str, operator: str, value: str, expected: list[str]
) -> None:
    text = bench.run(Filter, TABLE, column=column, operator=operator, value=value)["rows"]
    assert text.startswith("name,when,n,ok\n")
    assert [row["n"] for row in rows_of(text)] == expected


def test_numbers_that_are_not_finite_are_counted_and_told_and_left_out_of_the_other_figures(bench: Bench) -> None:
    content = b"g,x\na,1.5\na,2.5\na,inf\nb,nan\n"
    wanted = {"group_by": ["g"], "columns": ["x", "x"], "functions": ["count", "distinct", "mean", "max"]}
    assert bench.run(Aggregate, content, **wanted)["groups"].splitlines()[1:] == ["a,3,3,3,2.0,2.5", "b,1,1,1,,"]
    assert [line for line in bench.logged if "not finite" in line] == [
        "Warning: “x”: 2 values are not finite numbers (nan, inf, or too large). They are counted, "
        "but its least, greatest, sum, mean, spread and quantiles leave them out."
    ]


def test_only_the_chosen_columns_are_kept(bench: Bench) -> None:
    assert bench.run(Filter, TABLE, column="name", value="a", keep=["n", "name"])["rows"] == "n,name\nNA,a\n"


def test_order_is_kept_also_in_a_table_that_several_threads_read(bench: Bench) -> None:
    content = "n,g\n" + "".join(f"{number},{number % 7}\n" for number in range(400_000))
    rows = rows_of(bench.run(Filter, content.encode(), column="g", value="3")["rows"])
    assert [int(row["n"]) for row in rows] == [number for number in range(400_000) if number % 7 == 3]


def test_a_value_that_is_not_of_the_columns_type_is_refused(bench: Bench) -> None:
    error = bench.refuse(Filter, TABLE, column="n", operator="less", value="many")
    assert (error.code, error.message) == (
        "table.bad_value",
        "“many” can't be compared with “n”, which holds number values.",
    )


def test_decimal_commas_are_compared_as_numbers(bench: Bench) -> None:
    rows = bench.run(Filter, b"a;b\n1,5;x\n2,5;y\n", column="a", operator="greater", value="2", decimal="comma")["rows"]
    assert rows == 'a,b\n"2,5",y\n'
