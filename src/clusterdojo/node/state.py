"""What a node's inside looks like: services, processes, files and static pods, read at once."""

import datetime
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

from clusterdojo.cluster.client import Object
from clusterdojo.node.reader import NodeReader
from clusterdojo.shape import POD, Options, UnexpectedError, number, require

KUBELET_CONFIG = "/var/lib/kubelet/config.yaml"
TICKS_PER_SECOND = 100  # USER_HZ: the kernel tells times so on every architecture of Kubernetes
START_TICKS = 19  # of /proc/<pid>/stat, counted after the name, which may hold anything
UNIT_PROPERTIES = (
    "LoadState", "ActiveState", "SubState", "UnitFileState", "MainPID", "NRestarts",
    "ActiveEnterTimestamp",
)  # fmt: skip
SYSTEMD_TIME = "%a %Y-%m-%d %H:%M:%S %Z"

PACKAGE = "--showformat=${db:Status-Abbrev}|${Version}"
# The program that was started, whatever lies at its path by now, and whatever its image is called.
ITS_VERSION = '"/proc/$1/exe" --version'
VERSION = re.compile(r"(?<![\d.])\d+\.\d+\.\d+[-+.\w]*")

PROCESSES = "grep -aszH '' /proc/[0-9]*/cmdline; printf '\\0\\0'; cat /proc/[0-9]*/stat 2>/dev/null"
# The kubelet reads every file of the folder that is not hidden, whatever it is called.
FOLDER = """
if [ -d "$1" ]; then for file in "$1"/*; do [ -f "$file" ] && tell; done
elif [ -f "$1" ]; then file=$1; tell; fi
"""
TELL = """
tell() {
    printf '%s\\0%s\\0' "$file" "$(stat -L -c %Z -- "$file")"
    head -c 1000000 -- "$file" | tr -d '\\0'
    printf '\\0'
}
"""
FILE = '[ -e "$1" ] || [ -L "$1" ] || exit 1; stat -L -c \'%F/%a/%U/%G/%s/%Y/%Z\' -- "$1"'


@dataclass(frozen=True)
class Unit:
    """A systemd unit.

    Attributes:
        loaded: Whether there is such a unit, and it can be read.
        active: Whether it runs.
        enabled: Whether it starts with the machine ("enabled"; --runtime does not outlive it).
        state: ActiveState and SubState, as in "activating (auto-restart)".
        file_state: UnitFileState, such as "disabled" or "masked".
        pid: Of its main process; 0 without one.
        restarts: How often systemd has started it again by itself.
        since: When it became active, or None.
    """

    loaded: bool
    active: bool
    enabled: bool
    state: str
    file_state: str
    pid: int
    restarts: int
    since: datetime.datetime | None


@dataclass(frozen=True)
class Process:
    """A process, in a container or not.

    Attributes:
        pid: On the node.
        argv: Program and arguments.
        age: Seconds since it was started.
    """

    pid: int
    argv: tuple[str, ...]
    age: float

    @property
    def name(self) -> str:
        """The program's name without its folder."""
        return PurePosixPath(self.argv[0]).name

    @property
    def flags(self) -> dict[str, str]:
        """Its options by name, dashes left out; one without a value is "true".

        To ask for one that is not there by [] is a finding of the criterion.
        """
        return Options(self.name, flags_of(self.argv[1:]))


@dataclass(frozen=True)
class Package:
    """An installed Debian package.

    Attributes:
        version: With its revision, such as "1.35.4-1.1".
        held: Whether `apt-mark hold` keeps it at that.
    """

    version: str
    held: bool

    @property
    def upstream(self) -> str:
        """The version of what is in it, such as "1.35.4"."""
        return self.version.rpartition("-")[0] or self.version


@dataclass(frozen=True)
class FileState:
    """What `stat` says of a file, its links followed.

    Attributes:
        kind: "regular file", "directory" and so on.
        mode: Its permissions in octal, such as "600".
        owner: The user that owns it.
        group: The group that owns it.
        size: In bytes.
        modified: When its content was last changed.
        changed: When anything about it was last changed, which nobody can set back.
    """

    kind: str
    mode: str
    owner: str
    group: str
    size: int
    modified: datetime.datetime
    changed: datetime.datetime


@dataclass(frozen=True)
class Manifest:
    """A file in the kubelet's folder of static pods.

    Attributes:
        path: Where it is.
        text: What it says.
        changed: When it was last changed.
    """

    path: str
    text: str = field(repr=False)
    changed: datetime.datetime

    @cached_property
    def raw(self) -> Object:
        """The pod that it describes; empty if no kubelet would take it for a pod's.

        It has a map `metadata`, and what is there has its type.
        """
        loaded = parsed(self.text)
        try:
            require(loaded, POD, self.path)
        except UnexpectedError:
            return {}
        return loaded if loaded.get("kind") == "Pod" and "metadata" in loaded else {}


def parsed(text: str) -> Any:
    """The first document of YAML as plain data, which is what kubelets take; None without one."""
    from clusterdojo import kube_yaml

    try:
        return kube_yaml.document(text)
    except kube_yaml.NotYamlError:
        return None


def flags_of(arguments: tuple[str, ...]) -> dict[str, str]:
    """Options by name, written as --name=value, --name value or --name."""
    flags: dict[str, str] = {}
    name = ""
    for argument in arguments:
        if argument.startswith("-"):
            name, equals, value = argument.lstrip("-").partition("=")
            flags[name] = value if equals else "true"
            name = "" if equals else name
        elif name:
            flags[name] = argument
            name = ""
    return flags


def unit(reader: NodeReader, name: str) -> Unit | None:
    """A systemd unit, or None if systemd does not answer."""
    ran = reader.read(
        "systemctl", "show", f"--property={','.join(UNIT_PROPERTIES)}", "--timestamp=utc", name
    )
    told = dict(line.split("=", 1) for line in ran.text.splitlines() if "=" in line)
    if ran.code or not told:
        return None
    since = told.get("ActiveEnterTimestamp", "")
    return Unit(
        loaded=told.get("LoadState") == "loaded",
        active=told.get("ActiveState") == "active",
        enabled=told.get("UnitFileState") == "enabled",
        state=f"{told.get('ActiveState', '')} ({told.get('SubState', '')})",
        file_state=told.get("UnitFileState", ""),
        pid=number(told.get("MainPID") or "0", f"the main process of {name}"),
        restarts=number(told.get("NRestarts") or "0", f"the number of restarts of {name}"),
        since=_systemd_time(since),
    )


def _systemd_time(text: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.strptime(text, SYSTEMD_TIME).replace(tzinfo=datetime.UTC)
    except ValueError:
        return None


def processes(reader: NodeReader) -> list[Process]:
    """All processes on the node that have a command line."""
    lines, _, stats = reader.script(PROCESSES).text.partition("\0\0")
    arguments: dict[int, list[str]] = {}
    for record in lines.split("\0"):
        place, colon, argument = record.partition(":")
        if colon and place.startswith("/proc/"):
            arguments.setdefault(int(place.split("/")[2]), []).append(argument)
    uptime = _uptime(reader.read("cat", "/proc/uptime").text)
    found = []
    for stat in stats.lstrip("\0").splitlines():
        pid, _, rest = stat.partition(" (")
        ticks = rest.rpartition(") ")[2].split()
        argv = arguments.get(int(pid)) if pid.isdigit() else None
        if argv and argv[0] and len(ticks) > START_TICKS:
            age = uptime - int(ticks[START_TICKS]) / TICKS_PER_SECOND
            found.append(Process(int(pid), tuple(argv), max(0.0, age)))
    return found


def _uptime(text: str) -> float:
    try:
        return float(text.split(maxsplit=1)[0])
    except (IndexError, ValueError) as error:
        raise UnexpectedError("the machine does not say since when it runs") from error


def package(reader: NodeReader, name: str) -> Package | None:
    """A Debian package, or None if it is not installed, or not to its end.

    dpkg's abbreviation says first what is wanted, and then what is: "hi" is held and installed.
    """
    ran = reader.read("dpkg-query", "--show", PACKAGE, name)
    status, _, version = ran.text.partition("|")
    if ran.code or status[1:2] != "i":
        return None
    return Package(version, status.startswith("h"))


def version_of(reader: NodeReader, pid: int) -> str:
    """What the program of a process answers to --version, such as "1.35.4"; "" for nothing."""
    return version_in(reader.script(ITS_VERSION, str(pid)).text)


def version_in(text: str) -> str:
    """The first version in what a program says of itself, without a "v" before it, or ""."""
    found = VERSION.search(text)
    return found[0] if found else ""


def file_state(reader: NodeReader, path: str) -> FileState | None:
    """A file, or None if there is none."""
    ran = reader.script(FILE, path)
    parts = ran.text.strip().split("/")
    if ran.code or len(parts) != 7:  # noqa: PLR2004 - as many as FILE asks for
        return None
    kind, mode, owner, group, size, modified, changed = parts
    number(mode, f"the mode of {path}")
    length = number(size, f"the size of {path}")
    return FileState(kind, mode, owner, group, length, _at(modified), _at(changed))


def now(reader: NodeReader) -> datetime.datetime:
    """The node's own time; asked twice, it is the same."""
    return _at(reader.script("date +%s").text.strip())


def _at(seconds: str) -> datetime.datetime:
    try:
        return datetime.datetime.fromtimestamp(number(seconds, "a time"), datetime.UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise UnexpectedError(f"{seconds[:60]!r} is not a time") from error


def kubelet_config(reader: NodeReader) -> Object:
    """The configuration file of the kubelet that runs, or of one as kubeadm would start it."""
    kubelet = next((p for p in processes(reader) if p.name == "kubelet"), None)
    flags = kubelet.flags if kubelet else {}
    config: Object = {}
    for manifest in _files(reader, flags.get("config", KUBELET_CONFIG)):
        loaded = parsed(manifest.text)
        config = loaded if isinstance(loaded, dict) else {}
    for extra in _files(reader, flags["config-dir"]) if "config-dir" in flags else ():
        loaded = parsed(extra.text)
        if extra.path.endswith(".conf") and isinstance(loaded, dict):
            config = {**config, **loaded}
    if "pod-manifest-path" in flags:  # a flag wins over the file
        config = {**config, "staticPodPath": flags["pod-manifest-path"]}
    return config


def manifests(reader: NodeReader) -> list[Manifest]:
    """The files in the kubelet's folder of static pods; none where it has no such folder."""
    path = kubelet_config(reader).get("staticPodPath")
    return _files(reader, path) if isinstance(path, str) and path else []


def _files(reader: NodeReader, path: str) -> list[Manifest]:
    parts = reader.script(TELL + FOLDER, path).out.decode(errors="replace").split("\0")
    return [
        Manifest(parts[i], parts[i + 2], _at(parts[i + 1]))
        for i in range(0, len(parts) - 2, 3)
        if parts[i + 1].isdigit()
    ]
