"""systemd's units as it reads them, on a machine of paper."""

from collections.abc import Mapping

import pytest

from clusterdojo.node.reader import NodeReader
from clusterdojo.node.shell import Ran
from clusterdojo.node.units import command_of, starts_with_machine, unit

ETCD = """LoadState=loaded
ActiveState=active
SubState=running
UnitFileState=enabled
MainPID=41
NRestarts=0
ActiveEnterTimestamp=Mon 2026-11-23 18:34:20 UTC
FragmentPath=/etc/systemd/system/etcd.service
DropInPaths=/etc/systemd/system/etcd.service.d/10-data.conf /run/x.conf
EnvironmentFiles=/etc/default/etcd (ignore_errors=yes)
EnvironmentFiles=/etc/etcd.env (ignore_errors=no)
Environment=A=1 "NAME=etcd server"
ExecStart={ path=/usr/bin/etcd ; argv[]=/usr/bin/etcd --name ${NAME} $MORE --x=$$ $A ; pid=1 }
NeedDaemonReload=no
RequiredBy=
"""


class Systemd(NodeReader):
    """A machine with units and files."""

    def __init__(self, units: Mapping[str, str], files: Mapping[str, str] | None = None) -> None:
        super().__init__([])
        self._units, self._files = units, files or {}

    def read(self, *argv: str, seconds: float = 0) -> Ran:
        """What `systemctl show` says."""
        assert argv[0] == "systemctl"
        assert seconds >= 0
        return Ran(0, self._units.get(argv[-1], "LoadState=not-found\n").encode(), b"")

    def script(self, text: str, *arguments: str, seconds: float = 0) -> Ran:
        """A file."""
        assert text
        assert seconds >= 0
        return Ran(0, self._files.get(arguments[0], "").encode(), b"")


def test_a_unit_tells_its_files_and_its_command() -> None:
    """Each EnvironmentFile stands in a line of its own."""
    found = unit(Systemd({"etcd": ETCD}), "etcd")
    assert found is not None
    assert found.files == (
        "/etc/systemd/system/etcd.service",
        "/etc/systemd/system/etcd.service.d/10-data.conf",
        "/run/x.conf",
    )
    assert found.environment_files == ("/etc/default/etcd", "/etc/etcd.env")
    assert not found.stale


def test_variables_have_the_values_that_systemd_gives_them() -> None:
    """A later file wins; a word of its own is split, one in braces is not."""
    files = {
        "/etc/default/etcd": "# comment\nMORE=none\nA=2\n",
        "/etc/etcd.env": 'MORE="--data-dir=/var/lib/new \\\n --y"\n',
    }
    machine = Systemd({"etcd": ETCD}, files)
    found = unit(machine, "etcd")
    assert found is not None
    assert command_of(machine, found) == (
        "/usr/bin/etcd", "--name", "etcd server", "--data-dir=/var/lib/new", "--y", "--x=$", "2",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "A", 'MainPID=x\nNRestarts=\nEnvironment="a\n', "ExecStart=x\n"]
)
def test_whatever_systemctl_says_breaks_nothing(text: str) -> None:
    """A unit may be half there."""
    found = unit(Systemd({"x": text}), "x")
    assert found is None or (found.pid, found.command) == (0, ())


UNIT = "/etc/systemd/system/kubelet.service"
KUBELET = f"LoadState=loaded\nUnitFileState=enabled\nFragmentPath={UNIT}\n"
NEEDED = "LoadState=loaded\nUnitFileState=disabled\nRequiredBy=kubelet.service\n"


def test_what_an_enabled_unit_requires_starts_with_the_machine() -> None:
    """`Requires=containerd.service` in the kubelet's unit brings containerd along."""
    units = {"containerd": NEEDED, "kubelet.service": KUBELET}
    said = "[Unit]\nRequires=containerd.service\n"
    asking = Systemd(units, {UNIT: said})
    assert starts_with_machine(asking, "containerd")
    silent = Systemd(units, {UNIT: "[Unit]\nAfter=containerd\n"})
    assert not starts_with_machine(silent, "containerd")  # it was linked in /run


@pytest.mark.parametrize("state", ["disabled", "enabled-runtime", "masked", ""])
def test_what_is_not_enabled_does_not(state: str) -> None:
    """Nor does what only such a unit requires, or units that require each other."""
    units = {
        "containerd": NEEDED.replace("disabled", state),
        "kubelet.service": KUBELET.replace("enabled", state) + "RequiredBy=containerd.service\n",
        "containerd.service": NEEDED,
    }
    files = {UNIT: "Requires=containerd.service\n"}
    assert not starts_with_machine(Systemd(units, files), "containerd")
