"""labstead_reference/translate, against the real reference database with the shipped data."""

import gzip
from pathlib import Path

import pymysql
import pytest
from translate_bench import Bench

from labstead_core import TaskError, open_reference

pytestmark = pytest.mark.reference

# Where vertebrates' mitochondria differ: ATA is M (else I), TGA is W (else stop), AGA is a stop (else R).
TELLING = b">gene of mine\nATGATATGAAGA\n"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_the_same_gene_reads_differently_in_the_nucleus_and_in_the_mitochondrion(bench: Bench) -> None:
    assert bench.run(TELLING, "Homo sapiens").proteins == {"gene": "MI*R"}
    inside = bench.run(TELLING, "Homo sapiens", "mitochondrion")
    assert inside.proteins == {"gene": "MMW"}
    assert inside.report["gene"]["ends_with_stop"] == "True"
    assert "Homo sapiens, genetic code 2" in inside.fasta


@pytest.mark.parametrize("wanted", ["Homo sapiens", "homo sapiens", "human", "9606"])
def test_an_organism_is_found_by_each_of_its_names_and_by_its_number(bench: Bench, wanted: str) -> None:
    assert "Homo sapiens" in bench.run(TELLING, wanted).fasta


def test_an_unknown_organism_is_told_with_the_nearest_names(bench: Bench) -> None:
    error = bench.refuse(TELLING, "Homo sapien")
    assert str(error) == "'Homo sapien' is not in the reference data."
    assert "Homo sapiens" in (error.hint or "")
    assert "scientific name" in (bench.refuse(TELLING, "xyzzy").hint or "")


@pytest.mark.parametrize("name", ["'; DROP TABLE organism; --", "%", "_", "\\", "a" * 200, "\u00e4\U0001d4b3"])
def test_a_name_full_of_sql_is_a_name(bench: Bench, name: str) -> None:
    assert "is not in the reference data" in str(bench.refuse(TELLING, name))


def test_bacteria_have_no_mitochondria(bench: Bench) -> None:
    assert "no genetic code for the mitochondrion" in str(bench.refuse(TELLING, "Escherichia coli", "mitochondrion"))


def test_an_alternative_start_reads_as_methionine_only_at_the_beginning(bench: Bench) -> None:
    found = bench.run(b">g\nGTGGTGTAA\n", "Escherichia coli")
    assert found.proteins == {"g": "MV"}
    assert found.report["g"]["begins_with_start"] == "True"


def test_what_is_unusual_about_a_gene_is_in_the_report(bench: Bench) -> None:
    row = bench.run(b">g\nCCCTAANNNGGGA\n", "human").report["g"]
    assert row == {
        "gene": "g",
        "amino_acids": "4",
        "begins_with_start": "False",
        "ends_with_stop": "False",
        "inner_stops": "1",
        "unknown": "1",
        "left_over": "1",
    }


def test_rna_lower_case_gaps_and_broken_lines_are_read(bench: Bench) -> None:
    assert bench.run(b"; a remark\n>g\naug-\n\ncc\nc\n>h\nATG", "human").proteins == {"g": "MP", "h": "M"}


def test_a_packed_file_is_read(bench: Bench) -> None:
    assert bench.run(gzip.compress(TELLING), "human").proteins == {"gene": "MI*R"}


@pytest.mark.parametrize(
    ("genes", "message"),
    [
        (b"", "holds no sequence"),
        (b"ATG\n", "Line 1: the file doesn't begin with >"),
        (b">g\nMKV\nLLQ\n", "Line 3: 'L' is no nucleotide"),
        (b">\nATG\n", "Line 1: a sequence has no name"),
        (b">g\n\xff\xfe", "letters that no sequence has"),
        (gzip.compress(TELLING)[:20], "packed file is damaged"),
    ],
)
def test_what_is_no_fasta_of_genes_is_told_with_its_line(bench: Bench, genes: bytes, message: str) -> None:
    assert message in str(bench.refuse(genes, "human"))


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO genetic_code VALUES (99, 'mine')",
        "UPDATE organism SET genetic_code = 2",
        "DELETE FROM codon",
        "CREATE TABLE mine (n INT)",
        "DROP TABLE organism",
    ],
)
def test_a_task_can_change_nothing_in_the_reference_data(sql: str) -> None:
    connection = open_reference()
    with connection.cursor() as cursor, pytest.raises(pymysql.MySQLError):
        cursor.execute(sql)
    connection.close()


def test_where_there_is_no_reference_database_it_is_said_with_what_to_do() -> None:
    with pytest.raises(TaskError, match="no reference database"):
        open_reference({})
    away = {
        "LABSTEAD_BIOTA_HOST": "127.0.0.1",
        "LABSTEAD_BIOTA_PORT": "1",
        "LABSTEAD_BIOTA_NAME": "biota",
        "LABSTEAD_BIOTA_USER": "prod",
        "LABSTEAD_BIOTA_PASSWORD_FILE": "/dev/null",
    }
    with pytest.raises(TaskError, match="doesn't answer") as caught:
        open_reference(away)
    assert caught.value.code == "reference.unavailable"
    assert "references" in (caught.value.hint or "")
