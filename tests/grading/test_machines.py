"""What it means that a node is silent."""

import sys
from collections.abc import Callable

import pytest

from clusterdojo.engines.protocol import NodeAccess
from clusterdojo.errors import ContainerEngineError, EngineError
from clusterdojo.grading import machines as module
from clusterdojo.grading.machines import Machines
from clusterdojo.grading.outcomes import NodeAnswerError, NodeDownError, UngradableError
from clusterdojo.node.known import Known

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nodes are Linux machines")

STOPPED = ["sh", "-c", "echo is not running >&2; exit 1"]
AWAY = ContainerEngineError("The container engine does not answer.", "Start it.")


class Access:
    """The way into nodes that are this machine, or not there."""

    def __init__(self, command: list[str], *faults: str | Exception | None) -> None:
        self._command = command
        self._faults = list(faults) or [None]
        self.asked = 0

    def command(self, node: str, *, terminal: bool = False) -> list[str]:
        """The prefix that enters the node."""
        assert not terminal
        if node == "node09":
            msg = "cluster1 has no node09"
            raise LookupError(msg)
        return self._command

    def fault(self, node: str) -> str | None:
        """What the test wants, the last of it for ever."""
        assert node
        self.asked += 1
        fault = self._faults.pop(0) if len(self._faults) > 1 else self._faults[0]
        if isinstance(fault, Exception):
            raise fault
        return fault

    def bring_shell(self, node: str) -> None:
        """There is none to bring."""
        assert node

    def programs(self) -> dict[str, Known]:
        """Nobody knows."""
        return {}

    def noted(self, node: str) -> dict[str, str]:
        """Nobody did."""
        assert node
        return {}

    def hosts(self) -> list[str]:
        """One machine that is no node."""
        return ["etcd-server"]


def to(access: NodeAccess) -> Callable[[str], NodeAccess]:
    """The same way into every cluster."""
    return lambda _cluster: access


def test_a_nodes_reader_is_the_same_for_the_whole_check() -> None:
    """One way in for each node, whoever asks, and none once the check is over."""
    machines = Machines(to(Access([])))
    reader = machines.reader("cluster1", "node01")
    assert reader is machines.reader("cluster1", "node01")
    assert reader is not machines.reader("cluster1", "node02")
    assert reader.read("cat", "/dev/null").code == 0
    machines.close()
    assert reader is not machines.reader("cluster1", "node01")


def test_a_stopped_node_is_not_solved() -> None:
    """Stopping a node is no way round a zero; the check's end tells of it, once."""
    machines = Machines(to(Access(STOPPED, "node01 is stopped")))
    for _ in range(2):
        with pytest.raises(NodeDownError, match="node01 is stopped"):
            machines.reader("cluster1", "node01").read("cat", "/proc/uptime")
    assert machines.faults == ["node01 is stopped"]
    assert issubclass(NodeDownError, AssertionError)


def test_a_node_that_is_just_stopping_is_given_a_moment() -> None:
    """Its shell may end before the container engine calls it stopped."""
    machines = Machines(to(Access(STOPPED, None, None, "node01 is gone")))
    with pytest.raises(NodeDownError, match="node01 is gone"):
        machines.reader("cluster1", "node01").read("cat", "/proc/uptime")


def test_an_engine_that_does_not_answer_can_not_be_graded_and_is_asked_once() -> None:
    """That is not the learner's doing; an engine that hangs is not waited for node by node."""
    access = Access(STOPPED, AWAY)
    machines = Machines(to(access))
    first, second = (machines.reader("cluster1", f"node0{i}") for i in (1, 2))
    for reader in (first, second):
        with pytest.raises(UngradableError, match="does not answer"):
            reader.read("cat", "/proc/uptime")
    with pytest.raises(UngradableError, match="does not answer"):
        machines.reader("cluster1", "node03")
    assert access.asked == 1
    assert machines.faults == []


def test_a_running_node_without_a_shell_is_not_solved() -> None:
    """Docker's own exit code tells that the learner took it away."""
    machines = Machines(to(Access(["sh", "-c", "exit 127"])))
    with pytest.raises(NodeDownError, match="node01 can't run any program"):
        machines.reader("cluster1", "node01").read("cat", "/proc/uptime")


def test_a_running_node_that_is_silent_can_not_be_graded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nobody knows why, nobody is blamed."""
    monkeypatch.setattr(module, "NOTICE_SECONDS", 0.2)
    machines = Machines(to(Access(STOPPED)))
    with pytest.raises(UngradableError, match="node01 can't be read: is not running"):
        machines.reader("cluster1", "node01").read("cat", "/proc/uptime")


def test_simulated_and_foreign_nodes_can_not_be_graded() -> None:
    """The engine's own reason is told."""
    with pytest.raises(UngradableError, match="can't be read from inside"):
        Machines(None).reader("cluster1", "node01")

    def simulated(_cluster: str) -> NodeAccess:
        raise EngineError("The nodes of cluster1 are simulated.", "Use kind.")

    with pytest.raises(UngradableError, match="are simulated"):
        Machines(simulated).reader("cluster1", "node01")


def test_a_node_that_no_lab_has_is_the_graders_fault() -> None:
    """A typing error in a check is no zero."""
    with pytest.raises(UngradableError, match="no node09"):
        Machines(to(Access([]))).reader("cluster1", "node09")


def test_nodes_are_opened_ahead_without_a_word() -> None:
    """What goes wrong is told to the criterion that reads, if there is one."""
    machines = Machines(to(Access(STOPPED, "node01 is stopped")))
    machines.open([("cluster1", "node01"), ("cluster1", "node09")])
    with pytest.raises(NodeDownError):
        machines.reader("cluster1", "node01").read("cat", "/proc/uptime")
    machines.close()


def test_a_question_without_an_answer_is_not_solved() -> None:
    """A program on the node that hangs is the learner's; other questions are answered."""
    machines = Machines(to(Access([])))
    reader = machines.reader("cluster1", "node01")
    with pytest.raises(NodeAnswerError, match="node01: a program took longer than 1 s"):
        reader.script("sleep 60", seconds=1)
    assert reader.read("cat", "/dev/null").code == 0
    assert issubclass(NodeAnswerError, AssertionError)
    machines.close()


def test_a_question_to_a_node_that_is_down_says_so() -> None:
    """Paused in the middle of an answer, say."""
    machines = Machines(to(Access([], "node01 is paused")))
    with pytest.raises(NodeDownError, match="node01 is paused"):
        machines.reader("cluster1", "node01").script("sleep 60", seconds=1)
    machines.close()
