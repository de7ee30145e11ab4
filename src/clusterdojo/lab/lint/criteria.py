"""The criteria of a check module, read without running it."""

import ast
from dataclasses import dataclass
from pathlib import Path

from clusterdojo.lab.faults import Fault
from clusterdojo.lab.gate import ALLOWED, GATE

MARKS = ("points", "gate", "needs", "symptom", "usefixtures")


@dataclass(frozen=True)
class Written:
    """A criterion as its author wrote it."""

    name: str
    line: int
    points: int
    gate: bool
    needs: tuple[str, ...]


def read_criteria(path: Path, lab_id: str) -> tuple[list[Written], list[Fault]]:
    """All criteria of the module at `path`, and what is wrong with them."""
    try:
        tree = ast.parse(path.read_bytes())
    except OSError:
        return [], [Fault(path, 1, f"is missing: it grades {lab_id}")]
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        return [], [Fault(path, line, f"is not Python: {getattr(error, 'msg', error)}")]
    faults: list[Fault] = []
    if _lab_mark(tree) != lab_id:
        faults.append(Fault(path, 1, f'needs: pytestmark = pytest.mark.lab("{lab_id}")'))
    written: list[Written] = []
    for function in tree.body:
        if isinstance(function, ast.FunctionDef) and function.name.startswith("test_"):
            criterion = _criterion(function)
            faults += [Fault(path, function.lineno, m) for m in _wrong(function, criterion)]
            if any(criterion.name == other.name for other in written):
                faults.append(Fault(path, function.lineno, f"{criterion.name} is defined twice"))
            written.append(criterion)
    faults += [
        Fault(path, node.lineno, f"{node.name} is not a plain function, as criteria are")
        for node in tree.body
        if isinstance(node, ast.ClassDef | ast.AsyncFunctionDef)
        and node.name.lower().startswith("test")
    ]
    if line := _line_of_allowed(tree):
        written.append(Written(GATE, line, 0, gate=True, needs=()))
    else:
        faults.append(Fault(path, 1, f"does not say what its task allows: add {ALLOWED}(values)"))
    faults += _wrong_needs(path, written)
    if not any(criterion.points for criterion in written):
        faults.append(Fault(path, 1, "no criterion earns points"))
    return written, faults


def _wrong_needs(path: Path, written: list[Written]) -> list[Fault]:
    names = {criterion.name for criterion in written}
    faults: list[Fault] = []
    for criterion in written:
        faults += [
            Fault(path, criterion.line, f"{criterion.name} needs {name}, which does not exist")
            for name in criterion.needs
            if name not in names
        ]
        if criterion.name in criterion.needs:
            faults.append(Fault(path, criterion.line, f"{criterion.name} needs itself"))
    return faults


def _line_of_allowed(tree: ast.Module) -> int:
    """The line that says what the task allows; 0 if there is none."""
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == ALLOWED:
            return statement.lineno
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = getattr(statement, "targets", None) or [getattr(statement, "target", None)]
            if any(isinstance(t, ast.Name) and t.id == ALLOWED for t in targets):
                return statement.lineno
    return 0


def _lab_mark(tree: ast.Module) -> str | None:
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
            target, call = statement.targets[0], statement.value
            if isinstance(target, ast.Name) and target.id == "pytestmark" and _mark(call) == "lab":
                return str(_arguments(call)[0]) if _arguments(call) else None
    return None


def _criterion(function: ast.FunctionDef) -> Written:
    points, gate = 0, False
    needs: tuple[str, ...] = ()
    for decorator in function.decorator_list:
        name = _mark(decorator)
        arguments = _arguments(decorator)
        if name == "points" and arguments and type(arguments[0]) is int:
            points = int(arguments[0])
        elif name == "gate":
            gate = True
        elif name == "needs":
            needs = tuple(str(argument) for argument in arguments)
    return Written(function.name, function.lineno, points, gate, needs)


def _wrong(function: ast.FunctionDef, criterion: Written) -> list[str]:
    wrong = []
    if criterion.gate and criterion.points:
        wrong.append(f"{criterion.name} is a gate: it can't earn points as well")
    if not criterion.gate and criterion.points < 1:
        wrong.append(f"{criterion.name} has no points: add @pytest.mark.points(n) or .gate")
    if criterion.gate and "symptom" in map(_mark, function.decorator_list):
        wrong.append(
            f"{criterion.name} is a gate: when the lab begins it holds, as no symptom does"
        )
    marks = [mark for mark in map(_mark, function.decorator_list) if mark not in (None, *MARKS)]
    wrong += [f"{criterion.name} has a mark {mark}; there are {', '.join(MARKS)}" for mark in marks]
    if not ast.get_docstring(function):
        wrong.append(f"{criterion.name} has no docstring: say why the criterion matters")
    return wrong


def _mark(node: ast.expr) -> str | None:
    """The name in pytest.mark.<name> or pytest.mark.<name>(...)."""
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
        return node.attr if node.value.attr == "mark" else None
    return None


def _arguments(node: ast.expr) -> list[object]:
    if not isinstance(node, ast.Call):
        return []
    return [argument.value for argument in node.args if isinstance(argument, ast.Constant)]
