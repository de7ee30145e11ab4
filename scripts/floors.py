"""docs/floors.svg: the rooms of the package by floor. `python -m scripts.floors FILE` draws it.

Floors and rooms are those of the contract of layers in pyproject.toml, which `make lint` holds;
what a room uses is read from the code, so that the picture is true.
"""

import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from clusterdojo.code.imports import PACKAGE, ROOT, installed

CHECKOUT = Path(__file__).parents[1]
OUTSIDE = ("__main__", "schemas")  # one module each: nobody looks for a room behind them

WIDTH, LEFT, NAME, HEIGHT, GAP = 960, 20, 130, 46, 8
SVG = "http://www.w3.org/2000/svg"
STYLE = (
    "text{font-family:sans-serif;fill:#1f2328}.name{font-size:15px;font-weight:bold}"
    ".says{font-size:12px}.uses{font-size:11px;fill:#59636e}"
    "rect{fill:#f6f8fa;stroke:#d1d9e0}"
    "@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.uses{fill:#9198a1}"
    "rect{fill:#151b23;stroke:#3d444d}}"
)


@dataclass(frozen=True)
class Room:
    """One package, or the modules of the lowest floor.

    Attributes:
        name: Its name.
        says: The first line of its docstring.
        uses: The rooms below that it imports, from the top.
    """

    name: str
    says: str
    uses: tuple[str, ...]


def floors() -> list[Room]:
    """The rooms from the roof down."""
    table = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    [layers] = [
        contract["layers"]
        for contract in table["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    ]
    *rooms, ground = [layer for layer in layers if layer not in OUTSIDE]
    imported = _imported()
    names = [*rooms, *(one for one in ground.split(" : ") if (PACKAGE / one).is_dir())]
    found = [_room(name, names, imported) for name in names]
    single = [one for one in ground.split(" : ") if one not in names]
    return [*found, Room("leaves", ", ".join(sorted(single)), ())]


def _room(name: str, names: Iterable[str], imported: Mapping[str, set[str]]) -> Room:
    folder = PACKAGE / name
    text = (folder / "__init__.py").read_text(encoding="utf-8")
    says = text.split('"""')[1].splitlines()[0]
    uses = tuple(other for other in names if other in imported.get(name, set()) - {name})
    return Room(name, says, uses)


def _imported() -> dict[str, set[str]]:
    """Which top-level names each top-level name of the package imports, in functions as well."""
    code = installed()
    modules = [
        ".".join((ROOT, *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
        for path in sorted(PACKAGE.rglob("*.py"))
        if "_suite" not in path.parts
    ]
    found: dict[str, set[str]] = {}
    for importer, module in code.edges(modules):
        top = importer.split(".")[1:2]
        if top and module.startswith(f"{ROOT}."):
            found.setdefault(top[0], set()).add(module.split(".")[1])
    return found


def picture() -> str:
    """The drawing as SVG, which needs no font of its own and fits a light and a dark page."""
    rooms = floors()
    height = len(rooms) * (HEIGHT + GAP) + GAP
    title = "The rooms of clusterdojo, from the command line down"
    size = f"0 0 {WIDTH} {height}"
    parts = [
        f'<svg xmlns="{SVG}" viewBox="{size}" role="img" aria-label="{title}">',
        f"<style>{STYLE}</style>",
    ]
    for number, room in enumerate(rooms):
        top = GAP + number * (HEIGHT + GAP)
        uses = f"uses {', '.join(room.uses)}" if room.uses else ""
        parts += [
            f'<rect x="{LEFT}" y="{top}" width="{WIDTH - 2 * LEFT}" height="{HEIGHT}" rx="6"/>',
            _text(LEFT + 12, top + 28, "name", room.name),
            _text(LEFT + NAME, top + 20, "says", room.says),
            _text(LEFT + NAME, top + 37, "uses", uses),
        ]
    return "\n".join([*filter(None, parts), "</svg>"]) + "\n"


def _text(x: int, y: int, kind: str, text: str) -> str:
    return f'<text x="{x}" y="{y}" class="{kind}">{escape(text)}</text>' if text else ""


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(picture(), encoding="utf-8")
