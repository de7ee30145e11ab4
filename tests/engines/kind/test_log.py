"""Reading what kind says."""

from clusterdojo.engines.kind.log import is_port_taken, reason, stages

LOG = """\
Creating cluster "dojo-1" ...
 • Ensuring node image (clusterdojo/node:1.35.4-1a2b) 🖼  ...
 ✓ Ensuring node image (clusterdojo/node:1.35.4-1a2b) 🖼
 • Preparing nodes 📦 📦   ...
 ✓ Preparing nodes 📦 📦
 • Starting control-plane 🕹️  ...
"""


def test_stages_are_kinds_own_words() -> None:
    """Without pictures, and each as soon as it has begun."""
    assert stages(LOG) == ["ensuring node image", "preparing nodes", "starting control-plane"]
    assert stages("") == []


def test_the_reason_is_the_last_line_that_tells_one() -> None:
    """A stack of output is not shown to a learner; its point is."""
    log = (
        LOG
        + "ERROR: failed to create cluster: failed to init node with kubeadm: exit status 1\n"
        + "Command Output: I1123 looks like an error\n"
        + "error: error execution phase wait-control-plane: connection refused.\n"
        + "To see the stack trace of this error execute with --v=5 or higher\n"
    )
    assert reason(log).startswith("error: error execution phase wait-control-plane")
    assert reason("ERROR: no such image.\n") == "no such image"
    assert reason("") == "kind gave no reason"
    assert len(reason("error " + "x" * 9000)) <= 300


def test_a_taken_port_is_recognized() -> None:
    """Another port can be tried; any other failure is final."""
    assert is_port_taken("driver failed: Bind for 127.0.0.1:1 failed: port is already allocated")
    assert not is_port_taken(LOG)
