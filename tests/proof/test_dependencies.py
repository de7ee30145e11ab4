"""What makes a proof void is what it depends on, and nothing else."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from clusterdojo.code.imports import PACKAGE
from clusterdojo.lab.suite import Suite
from clusterdojo.proof.dependencies import (
    NOT_DECIDING,
    NOT_DECIDING_IN_ENGINES,
    Dependencies,
    Finder,
)
from clusterdojo.proof.variants import Variant
from tests.conftest import CHECKOUT

LAB = "drain-node01"
OTHER = "contexts"
Change = Callable[[Path], None]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout of its own: nothing in it is run."""
    made = tmp_path_factory.mktemp("house")
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in (f"labs/{LAB}", f"labs/{OTHER}", "fixtures", "cheats"):
        shutil.copytree(CHECKOUT / name, made / name, ignore=ignored)
    (made / "checks").mkdir()
    for lab in (LAB, OTHER):
        shutil.copy(Suite(CHECKOUT).check_module(lab), made / "checks")
    shutil.copy(CHECKOUT / "conftest.py", made)
    shutil.copytree(PACKAGE, made / "src" / "clusterdojo", ignore=ignored)
    return made


def variant(engine: str, script: str = "solution.sh") -> Variant:
    """One of the lab's."""
    return Variant(LAB, engine, "it", script)


def found(house: Path, one: Variant) -> Dependencies:
    """What it depends on now."""
    return Finder(Suite(house), house / "src" / "clusterdojo").of(one)


def append(path: str, text: str) -> Change:
    """A change that adds to a file."""

    def change(house: Path) -> None:
        with (house / path).open("a", encoding="utf-8") as file:
            file.write(text)

    return change


def move(old: str, new: str, *renamed: tuple[str, str]) -> Change:
    """A change that moves a module, and names it anew where it is imported."""

    def change(house: Path) -> None:
        (house / new).parent.mkdir(exist_ok=True)
        (house / new).parent.joinpath("__init__.py").touch()
        (house / old).rename(house / new)
        for path in house.rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            for before, after in renamed:
                text = text.replace(before, after)
            path.write_text(text, encoding="utf-8")

    return change


CODE = "CHANGED = True\n"
SRC = "src/clusterdojo"
VOIDS_ALL = {
    "the grade": append(f"{SRC}/grading/criteria.py", CODE),
    "the start": append(f"{SRC}/attempt/making.py", CODE),
    "coming to rest": append(f"{SRC}/cluster/settle.py", CODE),
    "what may change": append(f"{SRC}/cluster/by_itself/nodes.py", CODE),
    "who did it": append(f"{SRC}/cluster/trail.py", CODE),
    "harm": append(f"{SRC}/grading/harm.py", CODE),
    "isolation": append(f"{SRC}/isolation.py", CODE),
    "what learners write": append(f"{SRC}/kube_yaml/reader.py", CODE),
    "a word": append("fixtures/cluster.py", CODE),
    "the check": append("checks/test_drain_node01.py", CODE),
    "lab.yaml": append(f"labs/{LAB}/lab.yaml", "settle_seconds: 31\n"),
    "the solution": append(f"labs/{LAB}/solution.sh", "true\n"),
}
VOIDS_NONE = {
    "a remark in code": append(f"{SRC}/grading/criteria.py", "# a remark\n"),
    "a remark in the check": append("checks/test_drain_node01.py", "# a remark\n"),
    "a remark in lab.yaml": append(f"labs/{LAB}/lab.yaml", "# a remark\n"),
    "the task": append(f"labs/{LAB}/task.md", "One more sentence.\n"),
    "the hints": append(f"labs/{LAB}/hints.md", "9. Look.\n"),
    "another lab": append("labs/contexts/solution.sh", "true\n"),
    "another check": append("checks/test_contexts.py", CODE),
    "words of others": append("fixtures/upgraded.py", CODE),
    "a report": append(f"{SRC}/reporting/canvas.py", CODE),
    "the draw": append(f"{SRC}/exam/draw.py", CODE),
    "a command": append(f"{SRC}/cli/start.py", CODE),
    "the names of images": append(f"{SRC}/code/imports.py", CODE),
    "the order of a proof": append(f"{SRC}/proof/selection.py", CODE),
    "a proof's report": append(f"{SRC}/proof/report.py", CODE),
    "a reset": append(f"{SRC}/attempt/spare.py", CODE),
    "a seal": append(f"{SRC}/seal.py", CODE),
    "a download": append(f"{SRC}/binaries/_download.py", CODE),
    "the version": append(f"{SRC}/__init__.py", '__version__ = "9.9"\n'),
    "a move": move(
        f"{SRC}/cluster/settle.py",
        f"{SRC}/rest/calm.py",
        ("clusterdojo.cluster.settle", "clusterdojo.rest.calm"),
        ("from clusterdojo.cluster import settle", "from clusterdojo.rest import calm as settle"),
    ),
}


@pytest.mark.parametrize("change", VOIDS_ALL.values(), ids=VOIDS_ALL)
@pytest.mark.parametrize("engine", ["kwok", "kind"])
def test_what_a_proof_depends_on_makes_it_void(
    house: Path, tmp_path: Path, change: Change, engine: str
) -> None:
    """What grades, what starts, the check, the lab, the script."""
    assert _changes(house, tmp_path, change, variant(engine))


@pytest.mark.parametrize("change", VOIDS_NONE.values(), ids=VOIDS_NONE)
@pytest.mark.parametrize("engine", ["kwok", "kind"])
def test_what_it_does_not_depend_on_changes_nothing(
    house: Path, tmp_path: Path, change: Change, engine: str
) -> None:
    """Comments, texts, other labs, reports, the version, a module's place."""
    assert not _changes(house, tmp_path, change, variant(engine))


@pytest.mark.parametrize(
    ("path", "embedded", "real"),
    [
        (f"{SRC}/engines/kind/nodes.py", False, True),
        (f"{SRC}/engines/kwok/config.py", True, False),
        (f"{SRC}/engines/kwok/pausing.py", False, False),
        (f"{SRC}/engines/kind/doctor.py", False, False),
        (f"{SRC}/engines/protocol.py", True, True),
        (f"{SRC}/images/_node_layer.py", False, True),
    ],
)
def test_an_engine_voids_only_its_own_variants(
    house: Path, tmp_path: Path, path: str, *, embedded: bool, real: bool
) -> None:
    """Nobody proves simulated nodes anew because a container is started otherwise."""
    change = append(path, CODE)
    for number, (engine, voids) in enumerate((("kwok", embedded), ("kind", real))):
        place = tmp_path / str(number)
        place.mkdir()
        assert _changes(house, place, change, variant(engine)) is voids, engine


def test_a_script_counts_for_its_own_variant(house: Path, tmp_path: Path) -> None:
    """A mistake that is mended leaves the solution's proof as it is."""
    [first, *_] = sorted((CHECKOUT / "labs" / LAB / "mistakes").glob("*.sh"))
    change = append(f"labs/{LAB}/mistakes/{first.name}", "true\n")
    for name, voids in ((f"mistakes/{first.name}", True), ("solution.sh", False)):
        place = tmp_path / name.partition("/")[0]
        place.mkdir()
        assert _changes(house, place, change, variant("kwok", name)) is voids


CHEAT = Variant(LAB, "kwok", "cheat: it", "cheats/hidden-taint.sh", after_solution=True)
COMMON = Variant(LAB, "kwok", "common cheat: it", "cheats/common/environment.sh")


@pytest.mark.parametrize(
    ("path", "cheat", "common"),
    [
        (f"labs/{LAB}/cheats/hidden-taint.sh", True, False),
        (f"labs/{LAB}/solution.sh", True, False),
        ("cheats/common/environment.sh", False, True),
        (f"{SRC}/cli/check.py", True, True),
        (f"{SRC}/cli/start.py", False, False),
    ],
)
def test_a_cheat_depends_on_its_scripts_and_the_command(
    house: Path, tmp_path: Path, path: str, *, cheat: bool, common: bool
) -> None:
    """The solution counts where it runs first; the command grades no other variant."""
    script = path.endswith(".sh")
    change = append(path, "true\n" if script else CODE)
    solved = variant("kwok", "mistakes/cordon-only.sh")
    for number, (one, voids) in enumerate(((CHEAT, cheat), (COMMON, common), (solved, False))):
        place = tmp_path / str(number)
        place.mkdir()
        assert _changes(house, place, change, one) is voids, one.name


def test_data_of_packages_counts(house: Path, tmp_path: Path) -> None:
    """A file that goes into node images is no Python."""
    change = append(f"{SRC}/images/node/setup", "# more\n")
    assert _changes(house, tmp_path, change, variant("kind"))
    assert any(path.endswith("images/node/setup") for path in found(house, variant("kind")).code)


GRADES = ("cluster", "grading", "kube_yaml", "node")
"""The rooms of which every module decides, but for those below."""

OF_OTHER_CLUSTERS = {
    "cluster/client_transport.py",
    "cluster/credential_plugin.py",
    "cluster/proxies.py",
    "cluster/users_kubeconfig.py",
    "grading/existing.py",
    "grading/plain.py",
}


def test_every_module_of_the_rooms_that_grade_counts(house: Path) -> None:
    """A new module there makes proofs void, or says here why not."""
    counted = found(house, variant("kind"))
    files = [path for room in GRADES for path in (house / SRC / room).rglob("*.py")]
    modules = {path.relative_to(house / "src").as_posix() for path in files}
    aside = {f"clusterdojo/{path}" for path in OF_OTHER_CLUSTERS}
    aside |= {"clusterdojo/grading/allure.py", "clusterdojo/grading/spare_maker.py"}
    assert modules - set(counted.code) - set(counted.own) == aside


def test_the_exceptions_are_modules(house: Path) -> None:
    """A name in the table that has moved would let nothing through any more."""
    for module in NOT_DECIDING:
        path = house / "src" / (module.replace(".", "/") + ".py")
        assert path.is_file(), module
    for name in NOT_DECIDING_IN_ENGINES:
        assert list((house / SRC / "engines").glob(f"*/{name}.py")), name


def _changes(house: Path, tmp_path: Path, change: Change, one: Variant) -> bool:
    """Whether a change makes the proof of a variant void."""
    copy = tmp_path / "copy"
    shutil.copytree(house, copy)
    before = found(copy, one)
    change(copy)
    after = found(copy, one)
    return (before.content, before.code_id) != (after.content, after.code_id)
