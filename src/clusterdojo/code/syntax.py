"""What a module says, whatever it is called and however it is commented.

Two sources with the same syntax tree mean the same: comments, layout and docstrings decide nothing,
nor does the place of a module. So names of modules are taken out of the tree, and what they stand
for is listed beside it.
"""

import ast
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

# What a tree holds of a source's form alone; or is empty in one version of Python and absent in
# another.
FORM = frozenset({"ctx", "kind", "type_comment", "type_ignores"})
CRITERION = "test_"
NOTHING = "[]"


@dataclass(frozen=True)
class Import:
    """One name that a module has from another module.

    Attributes:
        module: The other module, absolute: "clusterdojo.cluster.client".
        name: What it has from it; empty for the module itself.
    """

    module: str
    name: str = ""


@dataclass(frozen=True)
class Source:
    """A module's meaning.

    Attributes:
        text: Its syntax tree in a form that no version of Python changes, without imports of
            modules that `is_ours`, and with a number for each of their names.
        imports: What was taken out, in order: wherever it stands, in functions as well.
    """

    text: str
    imports: tuple[Import, ...]


@functools.cache
def read(path: Path, module: str, is_ours: Callable[[str], bool]) -> Source:
    """The meaning of a file.

    Args:
        path: The file.
        module: What it is called, for relative imports.
        is_ours: Whether a dotted name is a module that may move.

    Raises:
        OSError: It can't be read.
        SyntaxError: It is not Python.
    """
    tree = ast.parse(path.read_bytes(), str(path))
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    reading = _Reading(package, is_ours, keeps_docstrings=module.startswith("checks."))
    reading.collect(tree)
    return Source(reading.dump(tree), tuple(reading.imports))


class _Reading:
    def __init__(
        self, package: str, is_ours: Callable[[str], bool], *, keeps_docstrings: bool
    ) -> None:
        self._package = package
        self._is_ours = is_ours
        self._keeps_docstrings = keeps_docstrings
        self._modules: dict[str, str] = {}
        self._numbers: dict[str, int] = {}  # in the order of their use, whatever they are called
        self.imports: list[Import] = []

    def collect(self, tree: ast.AST) -> None:
        """Find the imports of modules that may move, and the names that they bind."""
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                base = self._absolute(node)
                for alias in node.names:
                    dotted = f"{base}.{alias.name}"
                    if self._is_ours(dotted):
                        self._modules[alias.asname or alias.name] = dotted
                        self.imports.append(Import(dotted))
                    elif self._is_ours(base):
                        self.imports.append(Import(base, alias.name))
            elif isinstance(node, ast.Import):
                self.imports += [Import(a.name) for a in node.names if self._is_ours(a.name)]
            elif isinstance(node, ast.Constant) and (named := self._module_in(node.value)):
                self.imports.append(Import(named))

    def _module_in(self, value: object) -> str | None:
        """A module may be named by a text, to be started as a program or loaded as a plugin."""
        return value if isinstance(value, str) and "." in value and self._is_ours(value) else None

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self._package.split(".")
        parts = parts[: len(parts) - node.level + 1]
        return ".".join([*parts, *filter(None, [node.module])])

    def dump(self, node: object) -> str:
        """A node and all below it as text."""
        if isinstance(node, list):
            return f"[{','.join(filter(None, map(self.dump, self._meant(node))))}]"
        if not isinstance(node, ast.AST):
            return f"{type(node).__name__}:{node!r}"
        if isinstance(node, ast.Constant) and self._module_in(node.value):
            return "module"
        if isinstance(node, ast.Name) and node.id in self._modules:
            return f"module:{self._numbers.setdefault(node.id, len(self._numbers))}"
        return f"{type(node).__name__}({','.join(self._fields(node))})"

    def _fields(self, node: ast.AST) -> Iterator[str]:
        for name, value in ast.iter_fields(node):
            if name in FORM or value is None:
                continue
            told = self._body(node, value) if name == "body" else self.dump(value)
            if told != NOTHING:
                yield f"{name}={told}"

    def _body(self, node: ast.AST, value: object) -> str:
        """A body, with its docstring where learners are shown it."""
        shown = (
            self._keeps_docstrings
            and isinstance(node, ast.FunctionDef)
            and node.name.startswith(CRITERION)
        )
        told = ast.get_docstring(node) if shown and isinstance(node, ast.FunctionDef) else None
        return self.dump(value) + (f"shown:{told!r}" if told else "")

    def _meant(self, nodes: list[object]) -> Iterator[object]:
        """Statements that do something: neither texts alone nor imports of what may move."""
        for node in nodes:
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                continue
            if isinstance(node, ast.Import | ast.ImportFrom):
                base = self._absolute(node) if isinstance(node, ast.ImportFrom) else ""
                if base and (
                    self._is_ours(base)
                    or any(self._is_ours(f"{base}.{alias.name}") for alias in node.names)
                ):
                    continue
                if isinstance(node, ast.Import) and all(self._is_ours(a.name) for a in node.names):
                    continue
            yield node
