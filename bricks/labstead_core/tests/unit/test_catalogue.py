"""labstead_core/bricks/catalogue: bricks are inspected in processes of their own"""

import json
from pathlib import Path

import pytest

from labstead_core.bricks import catalogue as catalogue_module
from labstead_core.bricks.catalogue import load_catalogue

TESTS = Path(__file__).parents[1]

GOOD = """
from labstead_core import Output, Task, task

@task("Good")
class GoodOne(Task):
    outputs = (Output("a", "A"),)
    def run(self, context): pass
"""


def brick(place: Path, name: str, code: str, **modules: str) -> None:
    package = place / name / "src" / name
    package.mkdir(parents=True)
    (place / name / "settings.json").write_text(json.dumps({"name": name, "version": "1.0.0"}))
    (package / "__init__.py").write_text("")
    (package / "tasks.py").write_text(code)
    for path, text in modules.items():
        target = package / path.replace("__", "/")
        target.parent.mkdir(exist_ok=True)
        (target.with_suffix(".py")).write_text(text)


def test_a_bricks_tasks_are_listed_with_what_a_form_needs() -> None:
    found = load_catalogue([TESTS / "bricks", TESTS.parents[1]])
    task = found.tasks["probe.wait"].public
    assert (task["brick"], task["brick_version"], task["title"]) == ("probe", "2.3.4", "Wait")
    assert task["inputs"] == [{"name": "file", "title": "File", "kind": "file", "required": False}]
    assert task["parameters"]["properties"]["seconds"]["maximum"] == 600
    assert task["outputs"] == [{"name": "proof", "title": "Proof", "kind": "file"}]


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("def broken(:\n", "syntax error in tasks.py, line 1"),
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'"),
        ("raise SystemExit(3)", "importing bad.tasks failed: SystemExit: 3"),
        ("import os; os.write(2, b'oh no'); os._exit(5)", "ended the process (5): oh no"),
        ("import os; os.kill(os.getpid(), 11)", "ended the process (-11)"),
        (
            GOOD + GOOD.replace("GoodOne", "GoodTwo").replace('task("Good")', 'task("Good", name="good_one")'),
            "declares the task good_one twice",
        ),
        (GOOD.replace('Output("a"', 'Output("../a"'), "'../a' is not a name"),
    ],
)
def test_whatever_a_bad_brick_does_on_import_the_good_ones_are_loaded_and_its_error_is_told(
    tmp_path: Path, code: str, said: str
) -> None:
    brick(tmp_path, "bad", code)
    brick(tmp_path, "good", GOOD)
    found = load_catalogue([tmp_path])
    errors = {each.name: each.error for each in found.bricks}
    assert said in (errors["bad"] or "")
    assert errors["good"] is None
    assert list(found.tasks) == ["good.good_one"]


@pytest.mark.parametrize("name", ["json", "site", "pydantic", "uvicorn"])
def test_a_brick_that_takes_a_module_from_others_fails_alone_and_is_told(tmp_path: Path, name: str) -> None:
    brick(tmp_path, name, GOOD)
    brick(tmp_path, "good", GOOD)
    found = load_catalogue([tmp_path])
    errors = {each.name: each.error for each in found.bricks}
    assert f"brings a module {name}, which would take the place of one" in (errors[name] or "")
    assert errors["good"] is None
    assert list(found.tasks) == ["good.good_one"]


def test_what_published_bricks_have_beside_their_package_is_in_nobodys_way(tmp_path: Path) -> None:
    brick(tmp_path, "good", GOOD)
    for beside in ("test", "tests", "examples", "__pycache__"):
        (tmp_path / "good/src" / beside).mkdir()
    (tmp_path / "good/src/README.md").write_text("How it is used")
    assert load_catalogue([tmp_path]).bricks[0].error is None


def test_a_brick_that_hangs_on_import_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue_module, "INSPECT_SECONDS", 1)
    brick(tmp_path, "slow", "import time; time.sleep(60)")
    assert "more than 1 seconds" in (load_catalogue([tmp_path]).bricks[0].error or "")


def test_what_a_brick_prints_on_import_does_not_spoil_its_answer(tmp_path: Path) -> None:
    brick(tmp_path, "loud", "print('{' * 200_000)\n" + GOOD)
    assert list(load_catalogue([tmp_path]).tasks) == ["loud.good_one"]


def test_modules_with_an_underscore_are_not_imported_others_in_subfolders_are(tmp_path: Path) -> None:
    brick(tmp_path, "deep", "", _scripts="raise SystemExit", _env__tool="raise SystemExit", sub__more=GOOD)
    (tmp_path / "deep/src/deep/sub/__init__.py").write_text("")
    found = load_catalogue([tmp_path])
    assert found.bricks[0].error is None
    assert found.tasks["deep.good_one"].module == "deep.sub.more"


def test_an_edited_brick_has_another_hash_though_its_version_is_the_same(tmp_path: Path) -> None:
    brick(tmp_path, "good", GOOD)
    before = load_catalogue([tmp_path]).tasks["good.good_one"].brick_sha256
    (tmp_path / "good/src/good/tasks.py").write_text(GOOD + "# edited\n")
    assert load_catalogue([tmp_path]).tasks["good.good_one"].brick_sha256 != before
