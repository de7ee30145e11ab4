"""`ssh node01` from the learner's seat: through the container engine, so that no port is open."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from clusterdojo.attempt.model import Attempt
from clusterdojo.engines.protocol import NodeAccess
from clusterdojo.errors import EngineError
from clusterdojo.files import unwritable, write_atomically

SERVER = ("/usr/sbin/sshd", "-i")
CLIENTS = ("ssh", "scp", "sftp")
SECONDS = 30.0
# Lets the owner of the key on standard input log in, and shows the node's own public host key.
AUTHORIZE = """
umask 077
mkdir -p /root/.ssh
cat > /root/.ssh/authorized_keys
cat /etc/ssh/ssh_host_ed25519_key.pub
"""
HEADER = "# Written by clusterdojo for one attempt: its nodes, and no others.\n"
HOST = """
Host {names}
    User root
    HostKeyAlias {alias}
    ProxyCommand {proxy}
"""
FOOTER = """
Host *
    IdentityFile {key}
    IdentitiesOnly yes
    UserKnownHostsFile {known_hosts}
    GlobalKnownHostsFile none
    StrictHostKeyChecking yes
    LogLevel ERROR
"""
# A machine without an ssh client: the way is the same, only the program is not.
STAND_IN = """\
#!/bin/sh
# This machine has no ssh client: the container engine opens the shell. Options are not known here.
host=$1
[ $# -gt 0 ] && shift
case $host in
{cases}*) echo "ssh (stand-in): there is no node called '$host'" >&2; exit 255;;
esac
"""


@dataclass(frozen=True)
class Seat:
    """One node as the learner reaches it.

    Attributes:
        names: What the learner may call it.
        alias: Its name among all clusters of the attempt.
        node: Its name in its cluster.
        access: The way to the nodes of its cluster.
    """

    names: Sequence[str]
    alias: str
    node: str
    access: NodeAccess

    def command(self, *, terminal: bool = False) -> list[str]:
        """The arguments before a program's that run it on the node."""
        return self.access.command(self.node, terminal=terminal)


def furnish(attempt: Attempt, nodes: Mapping[str, tuple[NodeAccess, Sequence[str]]]) -> None:
    """Put `ssh`, `scp` and `sftp` on the learner's PATH, with a key of this attempt's own.

    Args:
        attempt: For whom.
        nodes: By cluster, the way to its nodes and their names.

    Raises:
        EngineError: A node does not take the key.
        ContainerEngineError: The container engine does not answer any more.
        StateError: The attempt's folder can't be written.
    """
    seats = list(_seats(nodes))
    path = os.pathsep.join(
        part for part in os.environ.get("PATH", os.defpath).split(os.pathsep)
        if part != str(attempt.bin)  # `dojo reset` may be called from the lab's own shell
    )  # fmt: skip
    programs = {name: shutil.which(name, path=path) for name in (*CLIENTS, "ssh-keygen")}
    if programs["ssh"] is None or programs["ssh-keygen"] is None:
        write_atomically(attempt.bin / "ssh", _stand_in(seats), 0o700)
        return
    folder = attempt.folder / "ssh"
    key = _key(folder, programs["ssh-keygen"])
    with ThreadPoolExecutor() as pool:
        host_keys = list(pool.map(lambda seat: _authorize(seat, key), seats))
    known = "".join(f"{s.alias} {k}\n" for s, k in zip(seats, host_keys, strict=True))
    write_atomically(folder / "known_hosts", known)
    write_atomically(folder / "config", _config(seats, folder))
    for name in CLIENTS:
        if programs[name]:
            line = shlex.join([str(programs[name]), "-F", str(folder / "config")])
            write_atomically(attempt.bin / name, f'#!/bin/sh\nexec {line} "$@"\n', 0o700)


def _seats(nodes: Mapping[str, tuple[NodeAccess, Sequence[str]]]) -> Iterator[Seat]:
    """Every node; a plain name means the first cluster that has such a node."""
    taken: set[str] = set()
    for cluster, (access, names) in nodes.items():
        for name in names:
            alias = f"{cluster}-{name}"
            yield Seat([alias] if name in taken else [name, alias], alias, name, access)
            taken.add(name)


def _key(folder: Path, ssh_keygen: str) -> Path:
    """The attempt's private key; a reset keeps it."""
    key = folder / "id_ed25519"
    if key.exists():
        return key
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise unwritable(folder, error) from error
    made = subprocess.run(
        [ssh_keygen, "-q", "-t", "ed25519", "-N", "", "-C", "clusterdojo", "-f", str(key)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if made.returncode:
        raise EngineError(
            f"The ssh key for the nodes could not be made: {made.stderr.strip()[-300:]}.",
            "Free some space, and check that ssh-keygen works.",
        )
    key.with_suffix(".pub").chmod(0o600)  # not secret, but nobody else's business either
    return key


def _authorize(seat: Seat, key: Path) -> str:
    try:
        done = subprocess.run(
            [*seat.command(), "sh", "-euc", AUTHORIZE],
            input=key.with_suffix(".pub").read_bytes(),
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
        problem = done.stderr.decode(errors="replace").strip() if done.returncode else ""
    except subprocess.TimeoutExpired:
        problem = f"no answer within {SECONDS:g} s"
    if problem:
        problem = seat.access.fault(seat.node) or problem  # an engine that is away is the reason
        raise EngineError(
            f"{seat.alias} does not accept the ssh key: {problem[-300:]}.",
            "Start the lab again; `dojo doctor` looks for a cause.",
        )
    return " ".join(done.stdout.decode().split()[:2])


def _config(seats: Sequence[Seat], folder: Path) -> str:
    hosts = [
        HOST.format(
            names=" ".join(seat.names),
            alias=seat.alias,
            # ssh replaces its own %-marks in it, then a shell reads it.
            proxy=shlex.join([*seat.command(), *SERVER]).replace("%", "%%"),
        )
        for seat in seats
    ]
    footer = FOOTER.format(
        key=_quoted(folder / "id_ed25519"), known_hosts=_quoted(folder / "known_hosts")
    )
    return HEADER + "".join(hosts) + footer


def _quoted(path: Path) -> str:
    """A path as ssh_config wants it."""
    escaped = str(path).replace("%", "%%").replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _stand_in(seats: Sequence[Seat]) -> str:
    cases = ""
    for seat in seats:
        piped, typed = (shlex.join(seat.command(terminal=on)) for on in (False, True))
        shell = (
            'if [ $# -gt 0 ]; then set -- sh -c "$*"; else set -- bash -l; fi; '
            f'if [ -t 0 ]; then exec {typed} "$@"; else exec {piped} "$@"; fi'
        )
        cases += f"{'|'.join(seat.names)}) {shell};;\n"
    return STAND_IN.format(cases=cases)
