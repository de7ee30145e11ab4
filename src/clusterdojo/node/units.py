"""systemd's units, read as systemd reads them: its own answers, with the environment filled in."""

import datetime
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clusterdojo.node.reader import NodeReader

PROPERTIES = (
    "LoadState", "ActiveState", "SubState", "UnitFileState", "MainPID", "NRestarts",
    "ActiveEnterTimestamp", "FragmentPath", "DropInPaths", "EnvironmentFiles", "Environment",
    "ExecStart", "NeedDaemonReload", "RequiredBy", "WantedBy", "BoundBy", "UpheldBy",
)  # fmt: skip
NEEDED_BY = ("RequiredBy", "WantedBy", "BoundBy", "UpheldBy")
SYSTEMD_TIME = "%a %Y-%m-%d %H:%M:%S %Z"
BOOT_TARGETS = {"multi-user.target", "graphical.target", "basic.target", "sysinit.target"}
DEEPEST = 5  # units that start each other: a real machine has two or three in a row
ENVIRONMENT_FILE = 'head -c 1000000 -- "$1"'
WHOLE_WORD = re.compile(r"\$(\w+)$")
INSIDE = re.compile(r"\$\$|\$\{(\w+)\}")


@dataclass(frozen=True)
class Unit:
    """A systemd unit.

    Attributes:
        loaded: Whether there is such a unit, and it can be read.
        active: Whether it runs.
        enabled: Whether it starts with the machine by itself ("enabled"; --runtime does not
            outlive it). `starts_with_machine` also asks who else starts it.
        state: ActiveState and SubState, as in "activating (auto-restart)".
        file_state: UnitFileState, such as "disabled" or "masked".
        pid: Of its main process; 0 without one.
        restarts: How often systemd has started it again by itself.
        since: When it became active, or None.
        files: The unit's file and its drop-ins.
        environment_files: The files that its environment comes from.
        command: What it would be started with now, without its environment filled in.
        environment: What the unit itself sets.
        stale: Whether a file of it was changed since systemd has read it.
        needed_by: The units that start it with them.
    """

    loaded: bool
    active: bool
    enabled: bool
    state: str
    file_state: str
    pid: int
    restarts: int
    since: datetime.datetime | None
    files: tuple[str, ...] = ()
    environment_files: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    stale: bool = False
    needed_by: tuple[str, ...] = ()


def unit(reader: NodeReader, name: str) -> Unit | None:
    """A systemd unit, or None if systemd does not answer."""
    ran = reader.read(
        "systemctl", "show", f"--property={','.join(PROPERTIES)}", "--timestamp=utc", name
    )
    rows = [line.split("=", 1) for line in ran.text.splitlines() if "=" in line]
    if ran.code or not rows:
        return None
    told = dict(rows)
    return Unit(
        loaded=told.get("LoadState") == "loaded",
        active=told.get("ActiveState") == "active",
        enabled=told.get("UnitFileState") == "enabled",
        state=f"{told.get('ActiveState', '')} ({told.get('SubState', '')})",
        file_state=told.get("UnitFileState", ""),
        pid=_number(told.get("MainPID")),
        restarts=_number(told.get("NRestarts")),
        since=_systemd_time(told.get("ActiveEnterTimestamp", "")),
        files=tuple(f"{told.get('FragmentPath', '')} {told.get('DropInPaths', '')}".split()),
        environment_files=tuple(
            value.rpartition(" (")[0] or value
            for key, value in rows
            if key == "EnvironmentFiles" and value
        ),
        command=_command(told.get("ExecStart", "")),
        environment=tuple(_assignments(_words(told.get("Environment", "")))),
        stale=told.get("NeedDaemonReload") == "yes",
        needed_by=tuple(name for key in NEEDED_BY for name in told.get(key, "").split()),
    )


def command_of(reader: NodeReader, service: Unit) -> tuple[str, ...]:
    """What systemd would start the service with now: its variables have their values.

    A file overrides the unit, and a later file an earlier one, as systemd.exec says.
    """
    values = dict(service.environment)
    for path in service.environment_files:
        values |= _environment_file(reader.script(ENVIRONMENT_FILE, path).text)
    return tuple(_expanded(service.command, values))


def starts_with_machine(reader: NodeReader, name: str, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a unit comes back with the machine: enabled, or started by a unit that does.

    What a unit that is only linked or named in /run brings about is lost with the machine.
    """
    found = unit(reader, name)
    if found is None or not found.loaded or len(seen) > DEEPEST:
        return False
    if found.enabled:
        return True
    return any(
        other not in seen and _starts(reader, other, name, seen | {name})
        for other in found.needed_by
    )


def _starts(reader: NodeReader, other: str, name: str, seen: frozenset[str]) -> bool:
    """Whether the files of a unit that comes back say that it starts this one."""
    found = unit(reader, other)
    if found is None or not (other in BOOT_TARGETS or starts_with_machine(reader, other, seen)):
        return False
    stem = name.removesuffix(".service")
    naming = re.compile(rf"(?m)^(Requires|Wants|BindsTo|Upholds)=.*\b{re.escape(stem)}\b")
    lasting = [path for path in found.files if not path.startswith("/run/")]
    return any(naming.search(reader.script(ENVIRONMENT_FILE, path).text) for path in lasting)


def _command(told: str) -> tuple[str, ...]:
    """The words of `{ path=/usr/bin/x ; argv[]=/usr/bin/x --y ; ignore_errors=no ; … }`."""
    _, found, rest = told.partition("argv[]=")
    return tuple(rest.partition(" ; ")[0].split()) if found else ()


def _expanded(words: tuple[str, ...], values: Mapping[str, str]) -> Iterator[str]:
    for word in words:
        if whole := WHOLE_WORD.match(word):
            yield from values.get(whole[1], "").split()
        else:
            yield INSIDE.sub(lambda m: values.get(m[1], "") if m[1] else "$", word)


def _environment_file(text: str) -> dict[str, str]:
    lines = text.replace("\\\n", "").splitlines()
    kept = (line.strip() for line in lines if not line.lstrip().startswith(("#", ";")))
    found = {}
    for line in kept:
        name, equals, value = line.partition("=")
        if equals:
            found[name.strip()] = " ".join(_words(value.strip()))
    return found


def _words(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:  # a quote without its other half
        return text.split()


def _assignments(words: list[str]) -> Iterator[tuple[str, str]]:
    for word in words:
        name, equals, value = word.partition("=")
        if equals:
            yield name, value


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0


def _systemd_time(text: str) -> datetime.datetime | None:
    try:
        return datetime.datetime.strptime(text, SYSTEMD_TIME).replace(tzinfo=datetime.UTC)
    except ValueError:
        return None
