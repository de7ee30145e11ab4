"""Finds phrases that make texts hard to read: `python -m scripts.style [PATH...]`.

style.toml lists the phrases, each with its reason and with what to write instead. The texts are
pages, labs, templates of reports, and strings that users of the program may see.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
RULES = Path(__file__).with_name("style.toml")
PAGES = ("*.md", "docs/**/*.md", "reports/*.md", "labs/*/*.md")
TITLES = ("labs/*/lab.yaml", "exams/*.yaml")
TEMPLATES = ("reports/*.j2",)
PROGRAMS = ("src/clusterdojo/**/*.py", "checks/*.py", "fixtures/*.py")
GENERATED = frozenset({"docs/labs.md", "docs/proof.md"})
FEWEST_WORDS = 3

CODE = re.compile(r"^```.*?^```|^ {4}.*?$|`[^`]*`", re.MULTILINE | re.DOTALL)
PASSAGES = re.compile(r"\n\s*\n|^[ \t]*(?:[-*]|\d+\.) |^#+ |\|", re.MULTILINE)
TITLE = re.compile(r"^title: (.*)$", re.MULTILINE)
MARKUP = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<style.*?</style>|<[^>]*>", re.DOTALL)


@dataclass(frozen=True)
class Rule:
    """A phrase to avoid; style.toml describes the fields."""

    pattern: re.Pattern[str]
    reason: str
    instead: str
    wrong: str
    right: str


@dataclass(frozen=True)
class Passage:
    """A piece of text that is read as a whole, and the line at which it begins."""

    line: int
    text: str


def rules(path: Path = RULES) -> list[Rule]:
    """The rules of a file as style.toml describes them."""
    found = tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
    return [Rule(**{**rule, "pattern": _compiled(rule["pattern"])}) for rule in found]


def _compiled(pattern: str) -> re.Pattern[str]:
    # In a look-behind, which has to have one width, a space is one character.
    behind = re.split(r"(\(\?<[!=][^)]*\))", pattern)
    parts = [
        part.replace(" ", r"\s" if part.startswith("(?<") else r"\s+").replace(
            "START", r"(?:\A|[.!?]\s+)"
        )
        for part in behind
    ]
    return re.compile("".join(parts), re.IGNORECASE)


def prose(text: str) -> Iterator[Passage]:
    """The paragraphs, list items, headings and table cells of a page, without its code."""
    text = CODE.sub(lambda code: re.sub(r"[^\n]", "~", code[0]), text)
    begin = 0
    for mark in [*PASSAGES.finditer(text), None]:
        end = mark.start() if mark else len(text)
        piece = text[begin:end]
        if piece.strip():
            blank = len(piece) - len(piece.lstrip())
            yield Passage(text.count("\n", 0, begin + blank) + 1, piece.strip())
        begin = mark.end() if mark else end


def titles(text: str) -> Iterator[Passage]:
    """The title in a YAML file."""
    for title in TITLE.finditer(text):
        yield Passage(text.count("\n", 0, title.start()) + 1, title[1])


def template(text: str) -> Iterator[Passage]:
    """The words of an HTML template."""
    words = MARKUP.sub(lambda mark: re.sub(r"[^\n]", " ", mark[0]), text)
    for number, line in enumerate(words.splitlines(), 1):
        if line.strip():
            yield Passage(number, line.strip())


def strings(text: str) -> Iterator[Passage]:
    """Strings of three words and more, and those docstrings that users see.

    These are the docstrings of criteria and of commands. An f-string has an X for each value.
    """
    tree = ast.parse(text)
    shown = {id(_docstring(node)) for node in ast.walk(tree) if _is_shown(node)}
    hidden: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and id(node.value) not in shown:
            hidden.add(id(node.value))  # a docstring, or a string that comments on an attribute
        if isinstance(node, ast.JoinedStr):
            hidden.update(id(part) for part in node.values)
            parts = (p.value if isinstance(p, ast.Constant) else "X" for p in node.values)
            found = "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = node.value
        else:
            continue
        if id(node) not in hidden and len(found.split()) >= FEWEST_WORDS:
            yield Passage(node.lineno, found)


def _is_shown(node: ast.AST) -> bool:
    """Whether users see the docstring."""
    return isinstance(node, ast.FunctionDef) and (
        node.name.startswith("test_")
        or any("command" in ast.unparse(decorator) for decorator in node.decorator_list)
    )


def _docstring(node: ast.AST) -> ast.expr | None:
    first = node.body[0] if isinstance(node, ast.FunctionDef) else None
    return first.value if isinstance(first, ast.Expr) else None


def faults(passages: Iterable[Passage], against: Iterable[Rule]) -> Iterator[tuple[int, str]]:
    """The line of each phrase to avoid, and what to do about it."""
    against = list(against)
    for passage in passages:
        for rule in against:
            for found in rule.pattern.finditer(passage.text):
                begin = len(found[0]) - len(found[0].lstrip(".!? \n"))
                line = passage.line + passage.text.count("\n", 0, found.start() + begin)
                phrase = " ".join(found[0].lstrip(".!? \n").split())
                yield line, f"“{phrase}”: {rule.instead} ({rule.reason})"


def texts(root: Path) -> Iterator[tuple[str, Iterator[Passage]]]:
    """Every file that has text for readers, relative to the root, and its passages."""
    kinds = ((PAGES, prose), (TITLES, titles), (TEMPLATES, template), (PROGRAMS, strings))
    for patterns, passages in kinds:
        for path in sorted({path for pattern in patterns for path in root.glob(pattern)}):
            name = path.relative_to(root).as_posix()
            if name not in GENERATED:
                yield name, passages(path.read_text(encoding="utf-8"))


def main(root: Path, under: tuple[str, ...]) -> int:
    """Print every fault with file and line; 1 if there are any.

    Args:
        root: The checkout.
        under: Files and folders to look at; everything if it is empty.
    """
    against = rules()
    found = [
        f"{name}:{line}: {what}"
        for name, passages in texts(root)
        if not under or name.startswith(under)
        for line, what in faults(passages, against)
    ]
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(ROOT, tuple(sys.argv[1:])))
