"""What counts as a change of the bricks under development."""

import threading
from pathlib import Path

import pytest
from glab_testing.eventually import eventually

from labstead_core.development import watcher
from labstead_core.development.watcher import Fingerprint, Watcher, fingerprint


@pytest.fixture
def brick(tmp_path: Path) -> Path:
    """A brick of one module."""
    source = tmp_path / "sample" / "src" / "sample"
    source.mkdir(parents=True)
    (tmp_path / "sample" / "settings.json").write_text("{}")
    (source / "tasks.py").write_text("a = 1\n")
    return tmp_path / "sample"


def test_a_module_the_settings_and_a_new_brick_count(brick: Path) -> None:
    seen = [fingerprint(brick.parent)]
    (brick / "src" / "sample" / "tasks.py").write_text("a = 22\n")
    seen.append(fingerprint(brick.parent))
    (brick / "settings.json").write_text('{"name": 1}')
    seen.append(fingerprint(brick.parent))
    (brick.parent / "other" / "src").mkdir(parents=True)
    (brick.parent / "other" / "settings.json").write_text("{}")
    seen.append(fingerprint(brick.parent))
    assert len(set(seen)) == len(seen)


def test_tests_notes_and_bytecode_do_not(brick: Path) -> None:
    before = fingerprint(brick.parent)
    (brick / "tests").mkdir()
    (brick / "tests" / "test_a.py").write_text("")
    (brick / "notes.md").write_text("")
    (brick / "src" / "sample" / "__pycache__").mkdir()
    (brick / "src" / "sample" / "__pycache__" / "tasks.cpython-311.py").write_text("")
    assert fingerprint(brick.parent) == before


def test_a_folder_that_is_not_there_yet_holds_nothing(tmp_path: Path) -> None:
    assert fingerprint(tmp_path / "bricks") == frozenset()


def test_a_burst_of_saves_is_told_once_and_after_it(brick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "LOOK_SECONDS", 0.02)
    told: list[str] = []
    module = brick / "src" / "sample" / "tasks.py"
    texts = [f"a = {number * 100}\n" * (number + 1) for number in range(12)]
    saves = iter(texts)

    def saved_just_before_a_look(folder: Path) -> Fingerprint:
        if watching_began.is_set() and (text := next(saves, None)) is not None:
            module.write_text(text)
        return fingerprint(folder)

    watching_began = threading.Event()
    monkeypatch.setattr(watcher, "fingerprint", saved_just_before_a_look)
    watching = Watcher(brick.parent, lambda: told.append(module.read_text()))
    watching.start()
    watching_began.set()
    eventually(lambda: bool(told), within=5, what="the change is told")
    threading.Event().wait(0.5)
    watching.stop()
    assert told == [texts[-1]]


def test_a_reload_that_fails_is_not_the_last(brick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "LOOK_SECONDS", 0.05)
    told: list[str] = []
    module = brick / "src" / "sample" / "tasks.py"

    def changed() -> None:
        told.append(module.read_text())
        raise RuntimeError("no memory left for a reload")

    watching = Watcher(brick.parent, changed)
    watching.start()
    for text in ("a = 10\n", "a = 100\n"):
        module.write_text(text)
        eventually(lambda text=text: text in told, within=5, what=f"{text!r} is told")  # type: ignore[misc]
    watching.stop()


def test_a_folder_that_can_not_be_read_holds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("os.scandir", refuse)
    assert fingerprint(tmp_path) == frozenset()
