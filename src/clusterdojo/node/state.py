"""What a node's inside looks like: services, processes, files and static pods, read at once."""

import datetime
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from clusterdojo.cluster.client import Object
from clusterdojo.node.reader import NodeReader
from clusterdojo.shape import POD, Options, UnexpectedError, number, require

KUBELET_CONFIG = "/var/lib/kubelet/config.yaml"
TICKS_PER_SECOND = 100  # USER_HZ: the kernel tells times so on every architecture of Kubernetes
START_TICKS = 19  # of /proc/<pid>/stat, counted after the name, which may hold anything
PACKAGE = "--showformat=${db:Status-Abbrev}|${Version}"
# The program that was started, whatever lies at its path by now, and whatever its image is called.
ITS_VERSION = '"/proc/$1/exe" --version'
VERSION = re.compile(r"(?<![\d.])\d+\.\d+\.\d+[-+.\w]*")

# Nobody's command line keeps those of others from being read, however long it is.
PROCESSES = """
head -v -c 65536 /proc/[0-9]*/cmdline 2>/dev/null
printf '\\0\\0\\n'
cat /proc/[0-9]*/stat 2>/dev/null
"""
PAUSE = "pause"  # holds a pod's namespaces, whether or not the pod runs
PODS = "grep -sHoE 'pod[0-9a-f]{8}[0-9a-f_-]{24,28}' /proc/[0-9]*/cgroup | sort -u"
HEADER = re.compile(r"(?:\A|\n)==> /proc/(\d+)/cmdline <==\n")
# The kubelet reads every file of the folder that is not hidden, whatever it is called. A large one
# is asked for alone, so that it keeps none of the others from being read.
FOLDER = """
tell() {
    size=$(stat -L -c %s -- "$1")
    printf '%s\\0%s\\0%s\\0' "$1" "$(stat -L -c %Z -- "$1")" "$size"
    [ "$size" -gt 100000 ] || head -c 100000 -- "$1" | tr -d '\\0'
    printf '\\0'
}
if [ -d "$1" ]; then for file in "$1"/*; do [ -f "$file" ] && tell "$file"; done
elif [ -f "$1" ]; then tell "$1"; fi
"""
SMALL = 100_000  # bytes, as above
LARGE = 'head -c 10485761 -- "$1" | tr -d "\\0"'
LARGEST_MANIFEST = 10 << 20  # bytes: kubelets read no longer ones (pkg/kubelet/config)
MOST_LARGE = 20  # files that are read alone; nobody has so many
FILE = '[ -e "$1" ] || [ -L "$1" ] || exit 1; stat -L -c \'%F/%a/%U/%G/%s/%Y/%Z\' -- "$1"'


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
        return self.argv[0].rpartition("/")[2]

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
        fault: Why it can't be read, although there is a file; empty if it can.
    """

    path: str
    text: str = field(repr=False)
    changed: datetime.datetime
    fault: str = ""

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

    @property
    def name(self) -> str:
        """The pod's name, without the node's; "" where it describes no pod."""
        return str(self.raw["metadata"].get("name") or "") if self.raw else ""

    @property
    def namespace(self) -> str:
        """The pod's namespace; "" where it describes no pod."""
        return str(self.raw["metadata"].get("namespace") or "default") if self.raw else ""

    @property
    def containers(self) -> list[Object]:
        """Its containers; none where it describes no pod."""
        return list((self.raw.get("spec") or {}).get("containers") or [])


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


def processes(reader: NodeReader) -> list[Process]:
    """All processes on the node that have a command line."""
    lines, _, stats = reader.script(PROCESSES).text.rpartition("\0\0\n")
    arguments = _arguments(lines)
    uptime = _uptime(reader.read("cat", "/proc/uptime").text)
    found = []
    for stat in stats.splitlines():
        pid, _, rest = stat.partition(" (")
        ticks = rest.rpartition(") ")[2].split()
        argv = arguments.get(pid)
        if argv and argv[0] and len(ticks) > START_TICKS and ticks[START_TICKS].isdecimal():
            age = uptime - int(ticks[START_TICKS]) / TICKS_PER_SECOND
            found.append(Process(int(pid), argv, max(0.0, age)))
    return found


def _uptime(text: str) -> float:
    try:
        return float(text.split(maxsplit=1)[0])
    except (IndexError, ValueError) as error:
        raise UnexpectedError("the machine does not say since when it runs") from error


def processes_of_pods(reader: NodeReader) -> dict[str, list[Process]]:
    """What runs in pods by the pods' UIDs, as the kernel has it, whoever runs the containers.

    For a static pod, it is the hash of its manifest instead. Pods of which only the pause program
    runs are left out.
    """
    known = {process.pid: process for process in processes(reader)}
    found: dict[str, list[Process]] = {}
    for line in reader.script(PODS).text.splitlines():
        place, _, pod = line.partition(":")
        pid = place.removeprefix("/proc/").partition("/")[0]
        process = known.get(int(pid)) if pid.isdecimal() else None
        if process and process.name != PAUSE:
            uid = pod.removeprefix("pod").replace("_", "-")
            found.setdefault(uid, []).append(process)
    return found


def _arguments(lines: str) -> dict[str, tuple[str, ...]]:
    """Command lines by process; without those that somebody claims to be another's."""
    parts = HEADER.split(lines)
    pids, told = parts[1::2], parts[2::2]
    return {
        pid: tuple(text.removesuffix("\0").split("\0"))
        for pid, text in zip(pids, told, strict=True)
        if pids.count(pid) == 1
    }


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
    if not re.fullmatch("[0-7]+", mode):
        raise UnexpectedError(f"the mode of {path} is {mode[:60]!r}")
    length = number(size, f"the size of {path}")
    return FileState(kind, mode, owner, group, length, _at(modified), _at(changed))


def now(reader: NodeReader) -> datetime.datetime:
    """The node's own time; asked twice, it is the same."""
    return _at(reader.script("date +%s").text.strip())


def _at(seconds: str) -> datetime.datetime:
    """A time; the year 1970 where a file's is beyond all calendars."""
    try:
        return datetime.datetime.fromtimestamp(int(seconds), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.datetime.fromtimestamp(0, datetime.UTC)


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
    parts = reader.script(FOLDER, path).out.decode(errors="replace").split("\0")
    rows = [parts[i : i + 4] for i in range(0, len(parts) - 3, 4)]
    whole = [row for row in rows if row[1].isdecimal() and row[2].isdecimal()]
    large = [row[0] for row in whole if int(row[2]) > SMALL][:MOST_LARGE]
    found = []
    for file, changed, size, text in whole:
        fault, content = "", text
        if int(size) > LARGEST_MANIFEST:
            fault = f"{file} is larger than 10 MiB, which no kubelet reads"
        elif file in large:
            content = reader.script(LARGE, file).out.decode(errors="replace")
        elif int(size) > SMALL:
            fault = f"{file} is one of more than {MOST_LARGE} large files"
        found.append(Manifest(file, content, _at(changed), fault))
    return found
