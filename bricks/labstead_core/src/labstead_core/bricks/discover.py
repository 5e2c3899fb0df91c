"""Which bricks there are: folders with `settings.json` and `src/`, the first place winning by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from labstead_core.bricks.settings import BrickError, BrickSettings, read_settings
from labstead_core.bricks.shadowing import shadowed


@dataclass(frozen=True)
class FoundBrick:
    """A brick's folder; either its settings, or why it has none."""

    name: str
    folder: Path
    settings: BrickSettings | None
    error: str | None

    @property
    def source(self) -> Path:
        return self.folder / "src"


def discover(folders: Iterable[Path]) -> list[FoundBrick]:
    """The bricks under `folders`, by name. A folder that is absent holds none."""
    found: dict[str, FoundBrick] = {}
    for place in folders:
        for folder in sorted(place.iterdir()) if place.is_dir() else []:
            if folder.name not in found and is_brick(folder):
                found[folder.name] = _read(folder)
    return _without_missing_bricks(sorted(found.values(), key=lambda brick: brick.name))


def is_brick(folder: Path) -> bool:
    """Constellab's test: the folder has `settings.json` and `src/`."""
    return (folder / "settings.json").is_file() and (folder / "src").is_dir()


def _read(folder: Path) -> FoundBrick:
    try:
        return FoundBrick(folder.name, folder, read_settings(folder), _in_others_way(folder / "src"))
    except (BrickError, OSError) as error:
        return FoundBrick(folder.name, folder, None, str(error))


def _in_others_way(source: Path) -> str | None:
    taken = shadowed(source)
    return taken and f"brings a module {taken}, which would take the place of one that all programs here use: rename it"


def _without_missing_bricks(bricks: list[FoundBrick]) -> list[FoundBrick]:
    """Marks bricks whose required bricks are absent. Versions aren't compared: published bricks name
    exact ones that nobody holds them to; the resolver that makes brick sets decides about versions."""
    names = {brick.name for brick in bricks}
    checked = []
    for brick in bricks:
        wanted = brick.settings.bricks if brick.settings else ()
        absent = [f"{want.name} {want.version or ''}".strip() for want in wanted if want.name not in names]
        error = brick.error or (f"needs the brick {', '.join(absent)}, which is not installed" if absent else None)
        checked.append(FoundBrick(brick.name, brick.folder, brick.settings, error))
    return checked
