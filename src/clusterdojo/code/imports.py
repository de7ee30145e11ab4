"""Which modules a module needs, directly and through others, and what they mean together."""

import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from clusterdojo.code import syntax

LENGTH = 16  # of a digest: 64 bits

ROOT = "clusterdojo"
PACKAGE = Path(__file__).parents[1]

Edge = Callable[[str, str], bool]


@dataclass(frozen=True)
class Code:
    """A tree of modules that may move.

    Attributes:
        roots: The folder of each top-level package, and the file of each top-level module.
    """

    roots: tuple[tuple[str, Path], ...]

    def path(self, module: str) -> Path | None:
        """The file of a module; None if there is none of that name."""
        top, _, rest = module.partition(".")
        place = dict(self.roots).get(top)
        if place is None:
            return None
        if place.is_file():
            return None if rest else place
        inside = place.joinpath(*rest.split(".")) if rest else place
        files = (
            (inside.with_suffix(".py"), inside / "__init__.py")
            if rest
            else (inside / "__init__.py",)
        )
        return next((file for file in files if file.is_file()), None)

    def closure(
        self, modules: Iterable[str], follows: Edge = lambda _importer, _module: True
    ) -> dict[str, Path]:
        """All modules that these need, by name, themselves included.

        A package comes with its modules, but for the outermost: it holds the version alone.

        Args:
            modules: Where to begin; names of no module are left out.
            follows: Whether an import counts, by who imports and what.
        """
        waiting = [("", module) for module in modules]
        found: dict[str, Path] = {}
        while waiting:
            importer, module = waiting.pop()
            path = self.path(module)
            if path is None or module in found or module == ROOT or not follows(importer, module):
                continue
            found[module] = path
            parents = module.split(".")[:-1]
            waiting += [(module, ".".join(parents[:n])) for n in range(1, len(parents) + 1)]
            waiting += [(module, one.module) for one in self._source(module, path).imports]
        return found

    def edges(self, modules: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Each import of ours, by who imports and what; names of no module are left out."""
        for module in modules:
            if path := self.path(module):
                yield from ((module, one.module) for one in self._source(module, path).imports)

    def digests(
        self, modules: Mapping[str, Path], follows: Edge = lambda _importer, _module: True
    ) -> dict[Path, str]:
        """What each of these modules means: the same for one that has only moved."""
        return {path: self._digest(module, path, follows) for module, path in modules.items()}

    def _digest(self, module: str, path: Path, follows: Edge) -> str:
        source = self._source(module, path)
        had = sorted(
            (one.name, short(self._source(one.module, target).text))
            for one in source.imports
            if one.module != ROOT
            and follows(module, one.module)
            and (target := self.path(one.module))
        )
        return short(f"{source.text} {had}")

    def _source(self, module: str, path: Path) -> syntax.Source:
        try:
            return syntax.read(path, module, self._is_ours)
        except SyntaxError:  # whoever lints or runs it says so; until then its bytes count
            return syntax.Source(short(path.read_bytes()), ())

    @functools.cached_property
    def _is_ours(self) -> Callable[[str], bool]:
        return functools.cache(lambda module: self.path(module) is not None)


def short(text: str | bytes) -> str:
    """The beginning of a text's sha256."""
    data = text.encode() if isinstance(text, str) else text
    return hashlib.sha256(data).hexdigest()[:LENGTH]


def installed() -> Code:
    """The code of this installation."""
    return Code(((ROOT, PACKAGE),))


def data_beside(modules: Mapping[str, Path]) -> Iterator[Path]:
    """The files that are not Python in the folders of packages among these modules."""
    for path in modules.values():
        if path.name == "__init__.py":
            yield from (
                file
                for file in sorted(path.parent.rglob("*"))
                if file.is_file()
                and file.suffix not in (".py", ".pyc")
                and not any((p / "__init__.py").is_file() for p in _between(file, path.parent))
            )


def _between(file: Path, folder: Path) -> Iterator[Path]:
    """The folders between a file and one above it: a package among them has its own data."""
    for parent in file.parents:
        if parent == folder:
            return
        yield parent
