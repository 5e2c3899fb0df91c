"""labstead_core/bricks/settings and discover"""

import json
from pathlib import Path
from typing import Any

import pytest

from labstead_core.bricks.discover import discover
from labstead_core.bricks.settings import BrickError, Requirement, read_settings


def brick(place: Path, name: str, settings: Any, package: str | None = None) -> Path:
    folder = place / name
    (folder / "src" / (package or name)).mkdir(parents=True)
    (folder / "settings.json").write_text(settings if isinstance(settings, str) else json.dumps(settings))
    return folder


PUBLISHED = {
    "name": "gws_stats",
    "author": "Someone",
    "author_email": "",
    "version": "0.9.1",
    "variables": {"gws_stats:testdata_dir": "${CURRENT_DIR}/tests/testdata"},
    "technical_info": {"FRONT_VERSION": "2.8.0"},
    "app_dir": "./",
    "environment": {
        "bricks": [{"name": "gws_core", "version": "0.23.0"}],
        "pip": [
            {
                "source": "https://example.org/simple",
                "packages": [{"name": "statsmodels", "version": ">=0.14.2,<0.15.0"}],
            },
            {"source": "", "packages": [{"name": "networkx", "comment": "no version"}]},
        ],
        "git": [
            {"source": "https://example.org/", "packages": [{"name": "lib", "version": "main", "is_brick": False}]}
        ],
        "variables": {"GWS_GIT_LOGIN": ""},
    },
}


def test_a_published_bricks_settings_are_read_unmodified(tmp_path: Path) -> None:
    found = read_settings(brick(tmp_path, "gws_stats", PUBLISHED))
    assert (found.name, found.version) == ("gws_stats", "0.9.1")
    assert found.bricks == (Requirement("gws_core", "0.23.0"),)
    assert found.pip == (Requirement("statsmodels", ">=0.14.2,<0.15.0"), Requirement("networkx", None))


def test_settings_without_an_environment_are_enough(tmp_path: Path) -> None:
    assert read_settings(brick(tmp_path, "tiny", {"name": "tiny", "version": "1.0.0-beta.2"})).pip == ()


@pytest.mark.parametrize(
    ("settings", "package", "said"),
    [
        ("{not json", None, "line 1, column 2"),
        ({"name": "tiny"}, None, "`version`"),
        ({"name": "tiny", "version": "1.0"}, None, "X.Y.Z"),
        ({"name": "other", "version": "1.0.0"}, None, "the folder is called tiny"),
        ({"name": "tiny", "version": "1.0.0"}, "else", "src/tiny is missing"),
        ({"name": "tiny", "version": "1.0.0", "environment": {"pip": {}}}, None, "environment.pip must be a list"),
        (
            {"name": "tiny", "version": "1.0.0", "environment": {"bricks": [{}]}},
            None,
            "environment.bricks[0] has no `name`",
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(tmp_path: Path, settings: Any, package: str | None, said: str) -> None:
    with pytest.raises(BrickError) as caught:
        read_settings(brick(tmp_path, "tiny", settings, package))
    assert said in str(caught.value)


def test_the_first_folder_wins_and_what_is_no_brick_is_passed_over(tmp_path: Path) -> None:
    brick(tmp_path / "own", "tiny", {"name": "tiny", "version": "2.0.0"})
    brick(tmp_path / "shipped", "tiny", {"name": "tiny", "version": "1.0.0"})
    (tmp_path / "shipped" / "notes").mkdir()
    found = discover([tmp_path / "absent", tmp_path / "own", tmp_path / "shipped"])
    assert [(each.name, each.settings.version if each.settings else None) for each in found] == [("tiny", "2.0.0")]


def test_a_brick_whose_own_bricks_are_absent_is_in_error_and_names_them(tmp_path: Path) -> None:
    brick(tmp_path, "gws_stats", PUBLISHED)
    assert discover([tmp_path])[0].error == "needs the brick gws_core 0.23.0, which is not installed"


def test_the_shipped_bricks_ask_for_exactly_what_the_image_locks() -> None:
    bricks = Path(__file__).parents[3]
    lock = (bricks.parent / "containers/glab/requirements.lock").read_text()
    for name in ("labstead_core", "labstead_tables"):
        for package in read_settings(bricks / name).pip:
            assert f"{package.name}=={package.version} " in lock
