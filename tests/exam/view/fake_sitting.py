"""An exam that is not there: sixteen tasks, a clock that stands still, and a log of what is asked.

`python -m tests.exam.view.demo` shows it in a terminal.
"""

import datetime
from dataclasses import dataclass, field

from clusterdojo.errors import EngineError, UsageError
from clusterdojo.exam.model import ExamRecord, Readiness, TaskRecord
from clusterdojo.exam.view.protocol import Shell, ShortResult
from clusterdojo.grading.criteria import Outcome
from clusterdojo.grading.result import CriterionResult, LabRef, Result
from clusterdojo.lab.model import Difficulty, Domain
from clusterdojo.progress import Progress

NOW = datetime.datetime(2026, 11, 26, 9, 0, tzinfo=datetime.UTC)
DOMAINS: list[Domain] = [
    "architecture", "workloads", "networking", "storage", "troubleshooting",
]  # fmt: skip
DIFFICULTIES: list[Difficulty] = ["easy", "medium", "hard"]
TITLES = [
    "Taint, cordon or drain, each on the right node",
    "Upgrade a whole cluster, node by node",
    "Restore etcd from a snapshot",
    "Größe und Übersicht: 日本語のクラスタ",
    "Find out why node02 is not ready, and mend it so that it stays that way, whatever",
]
READINESS: list[Readiness] = ["ready", "ready", "paused", "failed", "preparing", "waiting"]
TEXT = """\
# {title}

Context: `cluster1`. You get to the nodes with `ssh controlplane`, `ssh node01` and `ssh node02`.

Two Deployments run in namespace `shop`: `web`, and `batch`, whose pods tolerate the taint
`dedicated=gpu:NoSchedule`. Until today the three workers were all alike. Now each has a need of its own:

1. `node01` has got new GPUs. From now on only pods that tolerate `dedicated=gpu:NoSchedule` may be
   scheduled to it. The pods that already run there stay, also those that do not tolerate it.
2. `node02` has a worn disk. From now on no pod is scheduled to it, not even one that tolerates the taint above.
3. Then scale the Deployment `batch` to 7 replicas, all of them running.

```
kubectl get pods --namespace shop --output custom-columns=NAME:.metadata.name,NODE:.spec.nodeName
```

Make no other change to the two Deployments. Each node gets only what it needs.

Since the notes: all three are as they were in 1.11. Only the control plane's own taint has another key today,
`node-role.kubernetes.io/control-plane` (until 1.24 it was `node-role.kubernetes.io/master`).
"""  # noqa: E501 - as long as the labs' own lines


def task_record(number: int, readiness: Readiness) -> TaskRecord:
    """Task `number`, with all that a task has."""
    return TaskRecord(
        number=number,
        lab=f"lab-{number}",
        title=TITLES[(number - 1) % len(TITLES)],
        domain=DOMAINS[(number - 1) % len(DOMAINS)],
        difficulty=DIFFICULTIES[(number - 1) % 3],
        minutes=8,
        engine="kwok",
        seed=number,
        weight=6.25,
        contexts=["cluster1"] if number % 4 else ["cluster1", "cluster2"],
        readiness=readiness,
        fault="kube-apiserver ended with code 1." if readiness == "failed" else "",
    )


def exam_record(tasks: int = 16) -> ExamRecord:
    """An exam that runs, with tasks in every state of readiness."""
    states = [READINESS[min(max(0, n - 11), len(READINESS) - 1)] for n in range(1, tasks + 1)]
    return ExamRecord(
        id="20261126-090000-maintenance-1a2b",
        blueprint="maintenance",
        title="Cluster maintenance",
        seed=7,
        minutes=120,
        pass_percent=66,
        domains=dict.fromkeys(DOMAINS, 20.0),
        tasks=[task_record(n, state) for n, state in enumerate(states, 1)],
        phase="running",
        created=NOW,
        started=NOW,
        ends=NOW + datetime.timedelta(minutes=120),
        current=1,
    )


def result(outcome: Outcome = "failed") -> Result:
    """What a check of a task finds."""
    criteria = [
        CriterionResult(
            name=f"test_{n}", title=f"Criterion {n} holds", why="", gate=False, points=2,
            earned=2 if n == 1 else 0, outcome="passed" if n == 1 else outcome,
            reason="" if n == 1 else "node02 still\naccepts [bold]new[/] pods\x1b[31m",
            expected="", found="", evidence=[],
        )
        for n in (1, 2)
    ]  # fmt: skip
    return Result(
        attempt="a", learner="", lab=LabRef(id="lab-1", digest="", title="", domain="", minutes=8),
        suite="1", engine="kwok", kubernetes={}, seed=1, values={}, started=NOW, ended=NOW,
        minutes_used=0, hints=0, solution_seen=False, resets=0, checks=[], earned=2, possible=4,
        outcome=outcome, criteria=criteria, faults=[], seal=None,
    )  # fmt: skip


VERDICT = ShortResult(
    passed=True,
    score=71.875,
    score_without_ungradable=76.7,
    command="dojo exam result",
    ungradable=(14,),
    domains={"architecture": 80.0, "workloads": 100.0, "troubleshooting": 37.5},
)


@dataclass
class FakeSitting:
    """Fulfils Sitting in memory.

    Attributes:
        seconds: What is left.
        asked: The calls that change something, in order.
        refuses: The calls that end in an error.
        unmade: The tasks that have no text yet.
    """

    exam: ExamRecord = field(default_factory=exam_record)
    seconds: float = 5025.0
    asked: list[tuple[str, object]] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)
    unmade: set[int] = field(default_factory=set)
    text: str = TEXT
    verdict: ShortResult = VERDICT

    def record(self) -> ExamRecord:
        """A copy, as a file that is read anew would give."""
        self._refuse("record")
        return self.exam.model_copy(deep=True)

    def left(self) -> float:
        """As the test says."""
        return self.seconds

    def task_text(self, number: int) -> str | None:
        """The same text for every task."""
        self._refuse("task_text")
        if number in self.unmade:
            return None
        return self.text.format(title=self.exam.task(number).title)

    def choose(self, number: int) -> None:
        """Remember it."""
        self._ask("choose", number)
        self.exam.current = number
        task = self.exam.task(number)
        task.seconds += 1
        if task.readiness == "paused":
            task.readiness = "ready"

    def flag(self, number: int, *, on: bool) -> None:
        """Remember it."""
        self._ask("flag", (number, on))
        self.exam.task(number).flagged = on

    def shell_command(self, number: int) -> Shell:
        """A shell that does nothing."""
        self._ask("shell", number)
        if self.exam.task(number).readiness != "ready":
            raise UsageError(f"Task {number} is not ready.", "Take another one meanwhile.")
        return Shell(["/bin/true"], {"PATH": "/bin", "KUBECONFIG": "/exam/kubeconfig"})

    def check(self, number: int) -> Result:
        """Half of the points."""
        self._ask("check", number)
        return result()

    def submit(self, progress: Progress) -> ShortResult:
        """Grade nothing, and say so."""
        self._ask("submit", None)
        progress.stage("Grading 16 tasks")
        progress.advance(3, 16, "task 4: 2 of 7 points")
        progress.note("task 14 could not be graded")
        self.exam.phase = "graded"
        return self.verdict

    def _ask(self, name: str, what: object) -> None:
        self.asked.append((name, what))
        self._refuse(name)

    def _refuse(self, name: str) -> None:
        if name in self.refuses:
            raise EngineError(f"{name} is refused.", "Ask later.")
