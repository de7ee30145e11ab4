"""Everything that can be wrong in a lab's files, told with file and line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from clusterdojo.lab.lint.labs import lint, stray_checks
from clusterdojo.lab.loading import SCHEMA_LINE
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite, suite

Change = Callable[[Path], None]

CRITERION = '''

@pytest.mark.points(1)
def test_more(cluster: Cluster) -> None:
    """Why."""
'''
TWO_CLUSTERS = """clusters:
  - name: cluster1
  - name: cluster2
"""


@pytest.fixture
def demo(own_suite: Suite) -> Suite:
    """A suite with one lab, as `dojo new` makes it."""
    scaffold(own_suite, "demo")
    return own_suite


@pytest.fixture
def folder(demo: Suite) -> Path:
    """That lab's folder."""
    return demo.labs / "demo"


@pytest.fixture
def checks(demo: Suite) -> Path:
    """That lab's check module."""
    return demo.check_module("demo")


def told(demo: Suite) -> list[str]:
    """The faults, with paths relative to the suite."""
    return [str(fault).removeprefix(f"{demo.root}/") for fault in lint(demo, "demo")]


def replace(path: Path, old: str, new: str) -> None:
    """Edit a file."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def append(path: Path, text: str) -> None:
    """Add to a file."""
    path.write_text(path.read_text() + text)


def test_a_new_lab_has_no_fault(demo: Suite) -> None:
    """What `dojo new` writes passes lint before anybody fills it in."""
    assert told(demo) == []


@pytest.mark.parametrize("lab_id", suite().lab_ids())
def test_the_suites_own_labs_have_no_fault(lab_id: str) -> None:
    """No lab is shipped with a mistake that can be seen without a cluster."""
    assert lint(suite(), lab_id) == []


def test_the_suite_has_no_stray_checks() -> None:
    """Every check module of the suite belongs to a lab."""
    assert stray_checks(suite()) == []


# Files


@pytest.mark.parametrize("name", ["task.md", "hints.md", "solution.sh"])
def test_a_missing_file_is_told(demo: Suite, folder: Path, name: str) -> None:
    """A lab is complete, or it is no lab."""
    (folder / name).unlink()
    assert told(demo) == [f"labs/demo/{name}:1: is missing"]


def test_missing_checks_are_told(demo: Suite, checks: Path) -> None:
    """A lab that nothing grades is a fault of the module that should."""
    checks.unlink()
    assert told(demo) == ["checks/test_demo.py:1: is missing: it grades demo"]


@pytest.mark.parametrize("name", ["notes.txt", "task.md~", "lab.yml", "mistake", ".DS_Store"])
def test_a_stray_file_is_told(demo: Suite, folder: Path, name: str) -> None:
    """A file that nothing reads is a mistake in its name or its place."""
    (folder / name).write_text("")
    assert told(demo) == [f"labs/demo/{name}:1: does not belong in a lab's folder"]


def test_a_stray_folder_is_told(demo: Suite, folder: Path) -> None:
    """A misspelt mistakes/ would be left out of the proof in silence."""
    (folder / "mistaks").mkdir()
    assert told(demo) == ["labs/demo/mistaks:1: does not belong in a lab's folder"]


@pytest.mark.parametrize("name", ["mistakes/nothing-done.txt", "other/by-hand.py"])
def test_a_script_by_another_name_is_told(demo: Suite, folder: Path, name: str) -> None:
    """What does not end in .sh is never run."""
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("true\n")
    assert told(demo) == [
        f"labs/demo/{name}:1: {name.partition('/')[0]}/ may contain only .sh files"
    ]


def test_a_file_in_place_of_a_folder_is_told(demo: Suite, folder: Path) -> None:
    """A file called setup sets nothing up."""
    (folder / "setup" / "10-namespace.yaml").unlink()
    (folder / "setup").rmdir()
    (folder / "setup").write_text("")
    assert [fault.split(": ")[0] for fault in told(demo)] == ["labs/demo/setup:1"]


def test_checks_without_a_lab_are_told(demo: Suite) -> None:
    """A lab that was renamed leaves no module behind."""
    (demo.checks / "test_gone.py").write_text("")
    assert [str(fault).removeprefix(f"{demo.root}/") for fault in stray_checks(demo)] == [
        "checks/test_gone.py:1: grades no lab: there is no folder of that name in labs/"
    ]


@pytest.mark.parametrize("name", ["helpers.py", "conftest.py", "more/__init__.py"])
def test_shared_code_beside_the_checks_is_told(demo: Suite, name: str) -> None:
    """A change to it would leave the proof of every lab that uses it as it was."""
    (demo.checks / name).parent.mkdir(exist_ok=True)
    (demo.checks / name).write_text("")
    assert [str(fault).removeprefix(f"{demo.root}/") for fault in stray_checks(demo)] == [
        (
            f"checks/{name}:1: grades no lab, and no proof notices its changes: "
            "shared code belongs in fixtures/"
        )
    ]


def test_another_id_than_the_folders_is_told(demo: Suite, folder: Path) -> None:
    """A lab is found by its folder's name, and recorded by its id."""
    replace(folder / "lab.yaml", "id: demo", "id: demon")
    assert told(demo) == ["labs/demo/lab.yaml:1: id demon is not the folder's name"]


def test_a_second_lab_of_an_id_is_told(demo: Suite, folder: Path) -> None:
    """A copied lab that kept its id is called so."""
    scaffold(demo, "other")
    replace(folder / "lab.yaml", "id: demo", "id: other")
    assert told(demo) == [
        "labs/demo/lab.yaml:1: id other is not the folder's name (a second lab of that id)"
    ]


@pytest.mark.parametrize(
    "name",
    ["task.md", "hints.md", "solution.sh", "setup/10-namespace.yaml", "mistakes/half-done.sh"],
)
def test_a_binary_file_is_told(demo: Suite, folder: Path, name: str) -> None:
    """A picture in place of a text is a fault, not a traceback."""
    (folder / name).write_bytes(b"\x89PNG\xff")
    assert f"labs/demo/{name}:1: is not UTF-8 text" in told(demo)


# Texts


@pytest.mark.parametrize("name", ["task.md", "solution.sh", "setup/10-namespace.yaml", "hints.md"])
def test_an_undefined_value_is_told_with_its_line(demo: Suite, folder: Path, name: str) -> None:
    """A value that lab.yaml does not draw would stop every start."""
    append(folder / name, "# {{ nmespace }}\n")
    line = len((folder / name).read_text().splitlines())
    assert told(demo) == [f"labs/demo/{name}:{line}: 'nmespace' is undefined."]


def test_a_malformed_template_is_told_with_its_line(demo: Suite, folder: Path) -> None:
    """kubectl's go-templates look like ours and are none."""
    append(folder / "solution.sh", "kubectl get nodes -o go-template='{{ .items }}'\n")
    line = len((folder / "solution.sh").read_text().splitlines())
    [fault] = told(demo)
    assert fault.startswith(f"labs/demo/solution.sh:{line}: ")
    assert len(fault) > len(f"labs/demo/solution.sh:{line}: ")


@pytest.mark.parametrize(("text", "count"), [("No list.\n", 0), ("1. One.\n", 1), ("", 0)])
def test_too_few_hints_are_told(demo: Suite, folder: Path, text: str, count: int) -> None:
    """A hint that is not numbered is none."""
    (folder / "hints.md").write_text(text)
    assert told(demo) == [
        f"labs/demo/hints.md:1: has {count} hints; write at least 2 as a numbered list"
    ]


SHORTENED = """clusters:
  - name: cluster1
    node_monitor_grace_seconds: 8
    eviction_seconds: 20
"""


def test_shortened_times_have_to_be_said(demo: Suite, folder: Path) -> None:
    """A learner who knows the real times is not misled by the lab's."""
    append(folder / "lab.yaml", SHORTENED)
    assert told(demo) == [
        "labs/demo/task.md:1: does not say that eviction_seconds is 20 s here",
        "labs/demo/task.md:1: does not say that node_monitor_grace_seconds is 8 s here",
    ]
    append(folder / "task.md", "Here a node is lost after 8 s, its pods after 20 s more.\n")
    assert told(demo) == []


def test_a_longer_number_does_not_say_a_shorter_one(demo: Suite, folder: Path) -> None:
    """28 s in the task is not 8 s."""
    append(folder / "lab.yaml", SHORTENED)
    append(folder / "task.md", "Wait 28 s. Pods go after 20 s.\n")
    assert told(demo) == [
        "labs/demo/task.md:1: does not say that node_monitor_grace_seconds is 8 s here"
    ]


def test_two_clusters_have_a_setup_each(demo: Suite, folder: Path) -> None:
    """A manifest that names no cluster would be applied to none."""
    append(folder / "lab.yaml", TWO_CLUSTERS)
    assert told(demo) == [
        (
            "labs/demo/setup/10-namespace.yaml:1: "
            "a lab with several clusters keeps its setup in setup/<cluster>/"
        )
    ]
    (folder / "setup" / "cluster1").mkdir()
    (folder / "setup" / "10-namespace.yaml").rename(folder / "setup" / "cluster1" / "10.yaml")
    assert told(demo) == []


def test_a_setup_for_an_unknown_cluster_is_told(demo: Suite, folder: Path) -> None:
    """A misspelt cluster gets nothing."""
    append(folder / "lab.yaml", TWO_CLUSTERS)
    (folder / "setup" / "10-namespace.yaml").unlink()
    (folder / "setup" / "cluster3").mkdir()
    assert [fault.split(": ")[0] for fault in told(demo)] == ["labs/demo/setup/cluster3:1"]


@pytest.mark.parametrize("part", ["setup", "break"])
def test_one_cluster_has_no_folder_of_its_own(demo: Suite, folder: Path, part: str) -> None:
    """What lies in it would be applied to nothing."""
    (folder / part / "cluster1").mkdir(parents=True)
    (folder / part / "cluster1" / "10-quota.yaml").write_text("kind: ConfigMap\n")
    assert told(demo) == [
        f"labs/demo/{part}/cluster1:1: a lab with one cluster keeps its files in {part}/ itself"
    ]


def test_a_folder_in_a_clusters_folder_is_told(demo: Suite, folder: Path) -> None:
    """setup/<cluster>/ is read, and nothing below."""
    append(folder / "lab.yaml", TWO_CLUSTERS)
    (folder / "setup" / "10-namespace.yaml").unlink()
    (folder / "setup" / "cluster2" / "more").mkdir(parents=True)
    assert told(demo) == [
        "labs/demo/setup/cluster2/more:1: a cluster's files are in setup/cluster2/ itself"
    ]


def test_what_a_lab_breaks_belongs_to_one_of_its_clusters(demo: Suite, folder: Path) -> None:
    """break/ is read as setup/ is: a script beside the clusters' folders would never run."""
    append(folder / "lab.yaml", TWO_CLUSTERS)
    (folder / "setup" / "10-namespace.yaml").unlink()
    (folder / "break" / "cluster2").mkdir(parents=True)
    assert told(demo) == []
    (folder / "break" / "10-api-server.sh").write_text("true\n")
    assert [fault.split(": ")[0] for fault in told(demo)] == ["labs/demo/break/10-api-server.sh:1"]


# Scripts and manifests


@pytest.mark.parametrize(
    "name",
    ["setup/20.sh", "break/10.sh", "solution.sh", "other/by-hand.sh", "mistakes/half-done.sh"],
)
def test_a_script_that_bash_can_not_read_is_told(demo: Suite, folder: Path, name: str) -> None:
    """Once, with its line, before a cluster is started for it."""
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("# loses: test_the_work_is_done\nif true; then\n    true\n")
    (folder / "mistakes" / "right.sh").write_text("# loses: test_the_work_is_done\ntrue\n")
    [fault] = told(demo)
    assert fault.startswith(f"labs/demo/{name}:4: is not bash: syntax error")


def test_a_script_is_read_with_its_values(demo: Suite, folder: Path) -> None:
    """As it is run: a value may be what makes it wrong, or right."""
    script = folder / "solution.sh"
    script.write_text("shopt -s extglob\nls !(a|b) {{ 'x' | join(' ') }}\n")
    assert told(demo) == []
    script.write_text("true\necho {{ '(' }}\n")
    [fault] = told(demo)
    assert fault.startswith("labs/demo/solution.sh:2: is not bash: syntax error")


def test_a_text_without_its_end_is_told(demo: Suite, folder: Path) -> None:
    """bash takes it for a warning, and a learner's file would have the script's end in it."""
    (folder / "solution.sh").write_text("cat <<END\nno end\n")
    [fault] = told(demo)
    assert fault.startswith("labs/demo/solution.sh:2: is not bash: warning: here-document")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("kind: Pod\nmetadata: {\n", "3: is not YAML: expected the node content"),
        ("--- {kind: Pod}\n", "1: is not YAML to kubectl: text after a document separator"),
        ("kind: Pod\n~: a\n", "1: is not YAML to kubectl: null as a key"),
        ("", "1: contains no object"),
        ("---\n# Nothing.\n---\n", "1: contains no object"),
        ("---\nkind: Pod\n---\nmetadata:\n  name: x\n", "4: is not an object: it has no kind"),
        ("- kind: Pod\n", "1: is not an object: it has no kind"),
    ],
)
def test_a_manifest_that_kubectl_can_not_apply_is_told(
    demo: Suite, folder: Path, text: str, fault: str
) -> None:
    """With its line."""
    (folder / "setup" / "20-more.yaml").write_text(text)
    [only] = told(demo)
    assert only.startswith(f"labs/demo/setup/20-more.yaml:{fault}")


# Criteria


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("@pytest.mark.points(1)\n", "", "has no points: add @pytest.mark.points(n) or .gate"),
        (
            "@pytest.mark.points(1)\n",
            "@pytest.mark.points\n",
            "has no points: add @pytest.mark.points(n) or .gate",
        ),
        (
            "points(1)",
            "points(0)",
            "has no points: add @pytest.mark.points(n) or .gate",
        ),
        (
            "points(1)",
            "points(-1)",
            "has no points: add @pytest.mark.points(n) or .gate",
        ),
        (
            "points(1)",
            "points(1.5)",
            "has no points: add @pytest.mark.points(n) or .gate",
        ),
        (
            "points(1)",
            "points(True)",
            "has no points: add @pytest.mark.points(n) or .gate",
        ),
        (
            '    """Say why this matters; the learner reads it."""\n',
            "",
            "has no docstring: say why the criterion matters",
        ),
        (
            '"""Say why this matters; the learner reads it."""',
            '"""   """',
            "has no docstring: say why the criterion matters",
        ),
        (
            "@pytest.mark.points(1)\n",
            "@pytest.mark.gate\n@pytest.mark.points(1)\n",
            "is a gate: it can't earn points as well",
        ),
        (
            "@pytest.mark.points(1)\n",
            '@pytest.mark.points(1)\n@pytest.mark.needs("test_gone")\n',
            "needs test_gone, which does not exist",
        ),
        (
            "@pytest.mark.points(1)\n",
            '@pytest.mark.points(1)\n@pytest.mark.needs("test_the_work_is_done")\n',
            "needs itself",
        ),
        (
            "@pytest.mark.points(1)\n",
            '@pytest.mark.points(1)\n@pytest.mark.need("test_more")\n',
            "has a mark need; there are points, gate, needs, symptom, usefixtures",
        ),
    ],
)
def test_a_criterion_that_is_incomplete_is_told(
    demo: Suite, checks: Path, old: str, new: str, fault: str
) -> None:
    """Points, reason and needs are checked before anybody is graded by them."""
    append(checks, CRITERION)
    for script in (demo.labs / "demo" / "mistakes").iterdir():
        replace(script, "test_the_work_is_done", "test_the_work_is_done test_more")
    replace(checks, old, new)
    lines = checks.read_text().splitlines()
    line = next(n for n, text in enumerate(lines, 1) if text.startswith("def test_the_work"))
    assert told(demo) == [f"checks/test_demo.py:{line}: test_the_work_is_done {fault}"]


def test_two_criteria_of_one_name_are_told(demo: Suite, checks: Path) -> None:
    """Python would keep the second and forget the first."""
    append(checks, CRITERION.replace("test_more", "test_the_work_is_done"))
    [fault] = told(demo)
    assert fault.endswith("test_the_work_is_done is defined twice")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('pytest.mark.lab("demo")', 'pytest.mark.lab("other")'),
        ('pytest.mark.lab("demo")', "pytest.mark.lab()"),
        ('pytestmark = pytest.mark.lab("demo")', ""),
    ],
)
def test_a_module_that_does_not_name_its_lab_is_told(
    demo: Suite, checks: Path, old: str, new: str
) -> None:
    """Without the mark, pytest would run the criteria and grade nothing."""
    replace(checks, old, new)
    assert told(demo) == ['checks/test_demo.py:1: needs: pytestmark = pytest.mark.lab("demo")']


def test_a_module_without_points_is_told(demo: Suite, checks: Path) -> None:
    """Gates alone are no lab."""
    replace(checks, "@pytest.mark.points(1)", "@pytest.mark.gate")
    assert told(demo) == ["checks/test_demo.py:1: no criterion earns points"]


@pytest.mark.parametrize("content", [b"def test_x(:\n", b"x = 1\n\xff\n", b"x = '\x00'\n"])
def test_a_module_that_is_no_python_is_told(demo: Suite, checks: Path, content: bytes) -> None:
    """A broken module is a fault with its line, not a traceback."""
    checks.write_bytes(content)
    [fault] = told(demo)
    assert fault.startswith("checks/test_demo.py:")
    assert "is not Python" in fault


@pytest.mark.parametrize("kind", ["async def test_more() -> None:", "class TestMore:"])
def test_a_criterion_in_another_shape_is_told(demo: Suite, checks: Path, kind: str) -> None:
    """pytest would collect it, lint would not see it, and the lab's total would differ."""
    append(checks, f'\n\n{kind}\n    """Why."""\n')
    line = len(checks.read_text().splitlines()) - 1
    assert [fault.split(": ")[0] for fault in told(demo)] == [f"checks/test_demo.py:{line}"]


# Mistakes


@pytest.mark.parametrize("left", [0, 1, 2])
def test_too_few_mistakes_are_told(demo: Suite, folder: Path, left: int) -> None:
    """A grader that nobody tried to fool is not proven."""
    for script in sorted((folder / "mistakes").iterdir())[left:]:
        script.unlink()
    fault = f"labs/demo/mistakes:1: has {left} mistakes; a lab needs at least 3"
    assert fault in told(demo)


@pytest.mark.parametrize("new", ["# loses:", "# lose: test_the_work_is_done", ""])
def test_a_mistake_that_names_nothing_is_told(demo: Suite, folder: Path, new: str) -> None:
    """A wrong way that loses nothing would be another right one."""
    replace(folder / "mistakes" / "half-done.sh", "# loses: test_the_work_is_done", new)
    assert told(demo) == [
        "labs/demo/mistakes/half-done.sh:1: names no criterion: add a line `# loses: test_x test_y`"
    ]


def test_a_mistake_that_names_an_unknown_criterion_is_told(demo: Suite, folder: Path) -> None:
    """A criterion that was renamed takes its mistakes with it."""
    script = folder / "mistakes" / "half-done.sh"
    replace(script, "# loses: ", "# loses: test_work ")
    assert told(demo) == [
        "labs/demo/mistakes/half-done.sh:2: test_work is not a criterion of this lab"
    ]


def test_a_second_line_of_what_a_mistake_loses_is_told(demo: Suite, folder: Path) -> None:
    """The first is what readers see."""
    append(folder / "mistakes" / "half-done.sh", "# loses: test_the_work_is_done\n")
    assert told(demo) == [
        (
            "labs/demo/mistakes/half-done.sh:4: "
            "has a second line `# loses:`: put all names on the first one"
        )
    ]


def test_a_criterion_that_no_mistake_loses_is_told(demo: Suite, checks: Path) -> None:
    """A criterion that passes whatever happens is not proven to grade anything."""
    append(checks, CRITERION)
    assert told(demo) == ["labs/demo/mistakes:1: no mistake loses test_more"]


# All at once


def test_all_faults_are_told_at_once_sorted_by_place(
    demo: Suite, folder: Path, checks: Path
) -> None:
    """An author mends a lab in one go."""
    replace(folder / "lab.yaml", SCHEMA_LINE, "#")
    replace(folder / "lab.yaml", "minutes: 5", "minutes: many")
    append(folder / "lab.yaml", "colour: blue\nminutes: 5\n")
    replace(checks, "@pytest.mark.points(1)\n", "")
    replace(folder / "mistakes" / "half-done.sh", "# loses: ", "# loses: test_gone ")
    (folder / "task.md").unlink()
    (folder / "notes.txt").write_text("")
    faults = lint(demo, "demo")
    assert faults == sorted(faults)
    assert {fault.path.name for fault in faults} == {
        "lab.yaml",
        "test_demo.py",
        "half-done.sh",
        "task.md",
        "notes.txt",
    }
    assert len(faults) >= 8
    assert all(fault.message and fault.line >= 1 for fault in faults)


@pytest.mark.parametrize("folder", ["mistakes", "other", "cheats"])
def test_a_folder_called_like_a_script_is_a_fault(own_suite: Suite, folder: str) -> None:
    """It is reported in its place, and is no variant."""
    scaffold(own_suite, "demo")
    (own_suite.labs / "demo" / folder / "folder.sh").mkdir(parents=True)
    [fault] = lint(own_suite, "demo")
    assert fault.path.name == "folder.sh"
    assert fault.message == f"{folder}/ may contain only .sh files"


def test_what_a_module_allows_is_a_gate_of_its_own(demo: Suite) -> None:
    """Mistakes can name it, and one of them has to lose it."""
    script = demo.lab_dir("demo") / "mistakes" / "wrong-namespace.sh"
    replace(script, " test_nothing_else_was_changed", "")
    [fault] = told(demo)
    assert fault.endswith("no mistake loses test_nothing_else_was_changed")
    for line in ("allowed = []", "allowed: list[object] = []"):
        append(demo.check_module("demo"), f"{line}\n")
        assert told(demo) == [fault]


def test_a_module_that_does_not_say_what_its_task_allows_is_told(demo: Suite) -> None:
    """Its lab would have no gate, and nobody would notice."""
    replace(demo.check_module("demo"), "def allowed(", "def permitted(")
    script = demo.lab_dir("demo") / "mistakes" / "wrong-namespace.sh"
    replace(script, " test_nothing_else_was_changed", "")
    [fault] = told(demo)
    assert fault.endswith("does not say what its task allows: add allowed(values)")
