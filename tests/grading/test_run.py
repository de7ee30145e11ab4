"""One check: a module of criteria in, a grade out, through the plugin."""

import os
import socket
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clusterdojo.cluster.client import Api
from clusterdojo.errors import ContentError
from clusterdojo.grading import limit
from clusterdojo.grading.context import Context
from clusterdojo.grading.criteria import Criterion, Grade
from clusterdojo.grading.run import run_checks
from clusterdojo.lab.suite import Suite
from tests.api_server import ApiServer, write_kubeconfig
from tests.objects import node

HEAD = """
import pytest
from fixtures import differs
from clusterdojo.grading.context import UngradableError

pytestmark = pytest.mark.lab("demo")
"""

GradeOf = Callable[[str], Grade]


@pytest.fixture(autouse=True)
def fresh_modules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test's module is its own, and this pytest does not rewrite its assertions."""
    finders = [f for f in sys.meta_path if type(f).__name__ != "AssertionRewritingHook"]
    monkeypatch.setattr(sys, "meta_path", finders)
    yield
    for name in [name for name in sys.modules if name.startswith("checks.test_demo")]:
        del sys.modules[name]


@pytest.fixture
def context() -> Context:
    """A lab without a cluster."""
    return Context(lab_id="demo", apis={}, values={}, settle_seconds=0)


@pytest.fixture
def grade_of(own_suite: Suite, context: Context) -> GradeOf:
    """Grades a check module with this text."""

    def grade(text: str) -> Grade:
        own_suite.check_module("demo").write_text(HEAD + text)
        return run_checks(own_suite, context)

    return grade


def only(grade: Grade) -> Criterion:
    """The grade's only criterion."""
    [criterion] = grade.criteria
    return criterion


def test_labs_of_ones_own_need_no_fixtures_of_their_own(tmp_path: Path, context: Context) -> None:
    """labs/ and checks/ in any folder: the vocabulary comes with the installation."""
    own = Suite(tmp_path / "my own labs")
    own.labs.mkdir(parents=True)
    own.checks.mkdir()
    own.check_module("demo").write_text(
        HEAD + "@pytest.mark.points(1)\ndef test_a(clusters): assert len(clusters) == 0\n"
    )
    assert run_checks(own, context).earned == 1


def test_checks_that_are_gone_are_told(own_suite: Suite, context: Context) -> None:
    """One sentence, although pytest ends before the plugin has begun."""
    with pytest.raises(ContentError, match=r"test_demo\.py can't be run: .*not found"):
        run_checks(own_suite, context)


def test_a_test_function_is_a_criterion(grade_of: GradeOf) -> None:
    """Name, reason and points are written once, in the check module."""
    criterion = only(
        grade_of('''
@pytest.mark.points(2)
@pytest.mark.needs("test_works")
def test_works():
    """Why it
    matters."""
''')
    )
    assert criterion == Criterion(
        "test_works",
        why="Why it matters.",
        points=2,
        needs=("test_works",),
        outcome="passed",
        holds=True,
        earned=2,
    )


def test_an_assertion_is_a_failure_in_its_own_words(grade_of: GradeOf) -> None:
    """The learner reads what was expected and found, and nothing of pytest."""
    criterion = only(
        grade_of("""
@pytest.mark.points(1)
def test_works():
    assert 1 == 2, differs("it differs", expected="one", found="two")
""")
    )
    assert criterion.outcome == "failed"
    assert (criterion.reason, criterion.expected, criterion.found) == ("it differs", "one", "two")
    assert criterion.earned == 0


@pytest.mark.parametrize("statement", ["assert False", "raise AssertionError"])
def test_an_assertion_without_words_is_not_solved(grade_of: GradeOf, statement: str) -> None:
    """A reason is never empty where a criterion failed."""
    criterion = only(grade_of(f"@pytest.mark.points(1)\ndef test_works():\n    {statement}\n"))
    assert (criterion.outcome, criterion.reason) == ("failed", "not solved")


def test_pytests_own_fail_is_a_failure(grade_of: GradeOf) -> None:
    """Graders may say it without a condition."""
    criterion = only(grade_of('@pytest.mark.points(1)\ndef test_works():\n    pytest.fail("no")\n'))
    assert (criterion.outcome, criterion.reason) == ("failed", "no")


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ('raise UngradableError("no way in")', "no way in"),
        ('{}["key"]', "the grader failed: KeyError: 'key'"),
        ('pytest.skip("later")', "the grader failed: Skipped: later"),
        ("raise SystemExit", "the grader failed: SystemExit: "),
    ],
)
def test_anything_else_is_ungradable(grade_of: GradeOf, statement: str, reason: str) -> None:
    """A bug of the grader is no failure of the learner, and skipping is no pass."""
    grade = grade_of(f"@pytest.mark.points(1)\ndef test_works():\n    {statement}\n")
    assert (only(grade).outcome, only(grade).reason) == ("ungradable", reason)
    assert grade.outcome == "ungradable"


@pytest.mark.parametrize(
    ("error", "outcome"),
    [("AssertionError('gone')", "failed"), ("ValueError('bug')", "ungradable")],
)
def test_a_fixture_that_fails_decides_like_the_test(
    grade_of: GradeOf, error: str, outcome: str
) -> None:
    """What a criterion reads before it begins may be missing, or broken."""
    criterion = only(
        grade_of(f"""
@pytest.fixture
def thing():
    raise {error}

@pytest.mark.points(1)
def test_works(thing):
    pass
""")
    )
    assert criterion.outcome == outcome


def test_a_fixture_that_fails_afterwards_takes_the_pass_away(grade_of: GradeOf) -> None:
    """A criterion counts as passed only as a whole."""
    criterion = only(
        grade_of("""
@pytest.fixture
def thing():
    yield
    raise ValueError("late")

@pytest.mark.points(1)
def test_works(thing):
    pass
""")
    )
    assert (criterion.outcome, criterion.earned) == ("ungradable", 0)


def test_an_unknown_fixture_is_ungradable(grade_of: GradeOf) -> None:
    """A typo in a check module is not the learner's failure."""
    criterion = only(grade_of("@pytest.mark.points(1)\ndef test_works(clutser):\n    pass\n"))
    assert criterion.outcome == "ungradable"
    assert "the grader failed" in criterion.reason


def test_gates_come_first_and_the_rest_keeps_the_tasks_order(grade_of: GradeOf) -> None:
    """The table reads like the task, with what voids it on top."""
    grade = grade_of("""
@pytest.mark.points(1)
def test_second(): pass

@pytest.mark.points(1)
def test_first(): pass

@pytest.mark.gate
def test_harm(): pass
""")
    assert [c.name for c in grade.criteria] == ["test_harm", "test_second", "test_first"]
    assert grade.outcome == "passed"


@pytest.mark.parametrize(
    "text",
    [
        "def test_works(:\n",
        "import nothing_of_that_name\n",
        "raise RuntimeError('broken')\n",
        "",
        "@pytest.mark.pionts(1)\ndef helper(): pass\n",
    ],
)
def test_a_module_that_can_not_be_run_is_a_content_error(grade_of: GradeOf, text: str) -> None:
    """A broken check module is told in two sentences, and grades nobody."""
    with pytest.raises(ContentError, match=r"test_demo\.py can't be run") as caught:
        grade_of(text)
    assert caught.value.do == "Run `dojo validate demo` to list all faults of the lab."


def test_a_missing_module_is_a_content_error(own_suite: Suite, context: Context) -> None:
    """A lab without its checks grades nobody."""
    with pytest.raises(ContentError, match="not found"):
        run_checks(own_suite, context)


def test_points_without_a_number_are_a_content_error(grade_of: GradeOf) -> None:
    """Half a grade is not taken for a whole one when the plugin meets a wrong mark."""
    with pytest.raises(ContentError):
        grade_of("""
@pytest.mark.points(1)
def test_right(): pass

@pytest.mark.points
def test_wrong(): pass
""")


def test_ctrl_c_gives_no_grade(grade_of: GradeOf) -> None:
    """A check that was interrupted is not recorded as if it were complete."""
    with pytest.raises(KeyboardInterrupt):
        grade_of("""
@pytest.mark.points(1)
def test_right(): pass

@pytest.mark.points(1)
def test_interrupted():
    raise KeyboardInterrupt
""")


def test_an_early_exit_gives_no_grade(grade_of: GradeOf) -> None:
    """A grader that ends pytest takes no criterion out of the total."""
    with pytest.raises(ContentError):
        grade_of("""
@pytest.mark.points(1)
def test_right(): pass

@pytest.mark.points(1)
def test_ended():
    pytest.exit("enough")
""")


def test_nothing_is_printed(grade_of: GradeOf, capsys: pytest.CaptureFixture[str]) -> None:
    """`dojo check --json` prints JSON, whatever a grader says."""
    grade_of('@pytest.mark.points(1)\ndef test_works():\n    print("here")\n    assert False\n')
    assert capsys.readouterr() == ("", "")


def test_nothing_is_left_in_the_suite(grade_of: GradeOf, own_suite: Suite) -> None:
    """An installed suite may be read-only."""
    before = sorted(own_suite.root.rglob("*"))
    grade_of("@pytest.mark.points(1)\ndef test_works(): pass\n")
    after = {path for path in own_suite.root.rglob("*") if "__pycache__" not in path.parts}
    assert sorted(after) == sorted({*before, own_suite.check_module("demo")})


def test_no_other_package_brings_a_plugin_of_the_suites_name(
    grade_of: GradeOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pytest prefers an entry point to a module, if any installed package has one of that name."""
    package = tmp_path / "other-1.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1\n")
    names = ("clusterdojo.grading.plugin", "fixtures.cluster", "pytest_order.plugin")
    points = "\n".join(f"{name} = other" for name in names)
    (package / "entry_points.txt").write_text(f"[pytest11]\n{points}\n")
    (tmp_path / "other.py").write_text("raise SystemError('loaded')\n")
    monkeypatch.syspath_prepend(tmp_path)
    text = "@pytest.mark.points(1)\ndef test_works(clusters): assert len(clusters) == 0\n"
    assert grade_of(text).earned == 1


class _Collected:
    """A plugin that keeps which files pytest makes something of."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def pytest_collect_file(self, file_path: Path) -> None:
        """Keep it."""
        self.names.append(file_path.name)


def test_checks_of_other_labs_are_not_looked_at(own_suite: Suite, context: Context) -> None:
    """They lie beside it."""
    module = own_suite.check_module("demo")
    module.write_text(HEAD + "@pytest.mark.points(1)\ndef test_works(): pass\n")
    module.with_name("test_other.py").touch()
    collected = _Collected()
    assert run_checks(own_suite, context, [collected]).earned == 1
    assert collected.names == [module.name]


def test_options_for_other_test_runs_stay_out(
    grade_of: GradeOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A learner's own pytest settings change no grade, and are there again afterwards."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only -k nothing")
    monkeypatch.delenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", raising=False)
    before = dict(os.environ)
    assert grade_of("@pytest.mark.points(1)\ndef test_works(): pass\n").earned == 1
    assert {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"} == {
        k: v for k, v in before.items() if k != "PYTEST_CURRENT_TEST"
    }


CLUSTER = """
@pytest.mark.points(1)
def test_the_node_is_there(cluster):
    assert cluster.node("node01").ready

@pytest.mark.points(1)
def test_as_before(cluster, before):
    assert cluster.node("node01").uid == before.node("node01").uid

@pytest.mark.points(1)
def test_the_answer(answers, values):
    answers.require_set("node.txt", [values["node"]], "one node's name")
"""


def outcomes(grade: Grade) -> dict[str, str]:
    """Each criterion's outcome."""
    return {c.name.removeprefix("test_"): c.outcome for c in grade.criteria}


@pytest.fixture
def solved(context: Context, api: Api, api_server: ApiServer, tmp_path: Path) -> Context:
    """A lab whose work is done."""
    api_server.hold("nodes", node("node01"))
    context.apis = {"cluster1": api}
    context.before = {"cluster1": {"nodes": [node("node01")]}}
    context.values = {"node": "node01"}
    context.work = tmp_path / "work"
    context.work.mkdir()
    (context.work / "node.txt").write_text("node01\n")
    return context


@pytest.mark.usefixtures("solved")
def test_the_vocabulary_reads_the_attempt(grade_of: GradeOf) -> None:
    """cluster, before, answers and values are those of the attempt that is graded."""
    grade = grade_of(CLUSTER)
    assert grade.outcome == "passed", grade.criteria


@pytest.mark.usefixtures("solved")
def test_grading_twice_gives_the_same(grade_of: GradeOf) -> None:
    """Nothing that a check does changes the next one."""
    assert grade_of(CLUSTER) == grade_of(CLUSTER)


def test_grading_only_reads(grade_of: GradeOf, solved: Context, api_server: ApiServer) -> None:
    """No check leaves a trace in the cluster or in the work folder."""
    assert solved.work
    before = {path: path.stat().st_mtime_ns for path in solved.work.rglob("*")}
    grade_of(CLUSTER)
    assert {method for method, _, _ in api_server.asked} == {"GET"}
    assert {path: path.stat().st_mtime_ns for path in solved.work.rglob("*")} == before


def test_what_the_learner_deleted_is_failed(
    grade_of: GradeOf, solved: Context, api_server: ApiServer
) -> None:
    """A missing node or answer is not solved, with that reason."""
    api_server.hold("nodes")
    assert solved.work
    (solved.work / "node.txt").unlink()
    grade = grade_of(CLUSTER)
    assert set(outcomes(grade).values()) == {"failed"}
    assert grade.criteria[0].reason == "cluster1 has no node node01"


def test_a_dead_cluster_fails_what_reads_it(
    grade_of: GradeOf, solved: Context, tmp_path: Path
) -> None:
    """Breaking the API server is no way round a zero, and takes nothing from written answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = write_kubeconfig(tmp_path / "dead", {"cluster1": f"http://127.0.0.1:{port}"})
    solved.apis = {"cluster1": Api(config, "cluster1")}
    grade = grade_of(CLUSTER)
    assert outcomes(grade) == {
        "the_node_is_there": "failed",
        "as_before": "failed",
        "the_answer": "passed",
    }
    assert grade.criteria[0].reason == "cluster1's API server does not answer"
    assert solved.faults == ["cluster1's API server does not answer"]


def test_without_a_start_state_only_comparisons_are_ungradable(
    grade_of: GradeOf, solved: Context
) -> None:
    """A cluster that was not recorded is graded as far as it can be."""
    solved.before = None
    grade = grade_of(CLUSTER)
    assert outcomes(grade) == {
        "the_node_is_there": "passed",
        "as_before": "ungradable",
        "the_answer": "passed",
    }
    assert "dojo record" in grade.criteria[1].reason


def test_without_a_work_folder_only_answers_are_ungradable(
    grade_of: GradeOf, solved: Context
) -> None:
    """Nobody fails for a folder that was not given."""
    solved.work = None
    assert outcomes(grade_of(CLUSTER))["the_answer"] == "ungradable"


def test_a_wrong_answer_tells_nothing_in_the_grade(grade_of: GradeOf, solved: Context) -> None:
    """The value is in no field of the criterion until the solution was seen."""
    solved.values = {"node": "secret-node"}
    wrong = grade_of(CLUSTER).criteria[2]
    assert wrong.outcome == "failed"
    assert "secret-node" not in repr(wrong)
    assert wrong.expected == "one node's name"
    assert wrong.found == "node01"
    solved.reveal = True
    assert grade_of(CLUSTER).criteria[2].expected == "secret-node"


@pytest.mark.parametrize(("fixture", "reads"), [("work", False), ("machines", True)])
def test_a_module_that_reads_nodes_is_known_before_it_runs(
    grade_of: GradeOf,
    context: Context,
    fixture: str,
    reads: bool,  # noqa: FBT001 - a table
) -> None:
    """What moves on nodes is waited for only where somebody reads them."""
    body = '''
@pytest.mark.points(1)
def test_it(FIXTURE):
    """Why."""
'''
    grade_of(body.replace("FIXTURE", fixture))
    assert context.reads_nodes == reads


@pytest.mark.parametrize("statement", ['{}["key"]', "len(5)", "int('x')", "None.name", "1 / 0"])
def test_an_error_that_only_content_causes_is_not_solved(
    grade_of: GradeOf, context: Context, tmp_path: Path, statement: str
) -> None:
    """Where a criterion has read what learners write; the error's text may be the right answer."""
    context.work = tmp_path
    (tmp_path / "answer.txt").write_text("x")
    text = f"def test_a(work):\n    work.text('answer.txt')\n    {statement}\n"
    criterion = only(grade_of(f"@pytest.mark.points(1)\n{text}"))
    assert criterion.outcome == "failed"
    assert criterion.reason.startswith("the grader can't make sense of answer.txt: ")
    assert "key" not in criterion.reason.removesuffix("KeyError")


def test_a_criterion_that_hangs_is_not_solved(
    grade_of: GradeOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the others are graded."""
    monkeypatch.setattr(limit, "CRITERION_SECONDS", 0.2)
    grade = grade_of("""
import time
@pytest.mark.points(1)
def test_a(): time.sleep(60)
@pytest.mark.points(1)
def test_b(): pass
""")
    assert [c.outcome for c in grade.criteria] == ["failed", "passed"]
    assert grade.criteria[0].reason == "this took longer than 0.2 s, and was ended"
