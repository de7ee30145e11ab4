"""What graders may run on a node: programs that read, with the options that read.

All that is allowed is listed, for a list of what is forbidden is never complete: programs take
abbreviated options, and grow new ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """How a program may be called.

    Attributes:
        options: Its options, as `--name`, or `--name=` where a value follows after the sign.
        commands: The commands, words joined by a space, of which one must come first; none for
            programs without.
        operands: Whether other words may follow.
    """

    options: frozenset[str] = frozenset()
    commands: frozenset[str] = frozenset()
    operands: bool = True


def _reading(options: str = "", commands: str = "", *, operands: bool = True) -> Reading:
    """Options are given with spaces between them, commands with commas."""
    words = (command.strip() for command in commands.split(","))
    return Reading(frozenset(options.split()), frozenset(w for w in words if w), operands)


PROGRAMS = {
    "apt-mark": _reading(commands="showauto, showhold, showmanual"),
    "cat": _reading(),
    "containerd": _reading("--version", operands=False),
    "ctr": _reading(
        "-n=k8s.io --namespace=k8s.io -q",
        "images list, images ls, containers list, containers ls, tasks list, tasks ls, version",
    ),
    "crictl": _reading(
        "-a -q -o --name --namespace --label --state",
        "images, info, inspect, inspecti, inspectp, pods, ps, version",
    ),
    "df": _reading("-h -i -k -P"),
    "dpkg-query": _reading("-W --show --showformat= -s --status -L --listfiles"),
    "etcdctl": _reading(
        "--endpoints= --cacert= --cert= --key= --command-timeout= --dial-timeout= --prefix"
        " --keys-only --count-only --limit= --cluster -w --write-out= --hex --rev=",
        "alarm list, endpoint health, endpoint hashkv, endpoint status, get, member list, version",
    ),
    "etcdutl": _reading("-w --write-out= --rev=", "hashkv, snapshot status, version"),
    "find": _reading("-name -type -maxdepth -mindepth -newer -print -print0 -size -path -user"),
    "findmnt": _reading("-J -n -o -t"),
    "getent": _reading(commands="ahosts, group, hosts, passwd, services"),
    "grep": _reading("-E -F -H -c -e -h -i -l -n -o -q -r -s -v -w -x"),
    "head": _reading("-c -n"),
    "hostname": _reading(operands=False),
    "id": _reading("-u -g -n"),
    "ip": _reading(
        "-4 -6 -j -o",
        "address show, addr show, link show, route show, route get, rule show",
    ),
    "journalctl": _reading(
        "--no-pager -u --unit= -n --lines= -o --output= --since= --until= -b -g --grep= -p -q"
    ),
    "kubeadm": _reading(
        "--kubernetes-version= -o",
        "certs check-expiration, config images list, token list, version",
    ),
    "kubectl": _reading("--client -o", "version", operands=False),
    "kubelet": _reading("--version", operands=False),
    "ls": _reading("-1 -A -a -d -l -la -n"),
    "openssl": _reading(
        "-noout -in -dates -enddate -startdate -subject -issuer -serial -fingerprint -text -ext"
        " -checkend",
        "x509, verify",
    ),
    "ps": _reading("-A -e -f -o -p aux"),
    "readlink": _reading("-e -f -m"),
    "runc": _reading("--version", operands=False),
    "sha256sum": _reading(),
    "ss": _reading("-H -4 -6 -a -l -n -p -t -u -x"),
    "stat": _reading("-L -c --format="),
    "sysctl": _reading("-n"),
    "systemctl": _reading(
        "--no-pager -p --property= --all --type= --state= --value --no-legend --timestamp=",
        "cat, is-active, is-enabled, is-failed, list-dependencies, list-unit-files, list-units,"
        " show, status",
    ),
    "tail": _reading("-c -n"),
    "test": _reading("-b -c -d -e -f -h -L -n -p -r -s -S -w -x -z"),
    "uname": _reading("-a -m -n -r -s", operands=False),
    "uptime": _reading("-s", operands=False),
}


def require_reading(argv: Sequence[str]) -> None:
    """Make sure that the command changes nothing.

    Raises:
        ValueError: It is not known to.
    """
    name = argv[0] if argv else "nothing"
    if name not in PROGRAMS:
        raise ValueError(f"{name!r} is not a program that graders may run")
    program, arguments = PROGRAMS[name], list(argv[1:])
    if program.commands:
        arguments = _without_command(name, program, arguments)
    for argument in arguments:
        if argument.startswith("-") and argument not in ("-", "--"):
            _require_option(name, program, argument)
        elif not program.operands:
            raise ValueError(f"{name} takes only options here, not {argument!r}")
        elif name == "sysctl" and "=" in argument:
            raise ValueError(f"sysctl {argument} would write a value")


def _without_command(name: str, program: Reading, arguments: list[str]) -> list[str]:
    """What stands around the command: options before it, in one word each, and all that follows."""
    start = next((i for i, word in enumerate(arguments) if not word.startswith("-")), 0)
    for command in program.commands:
        words = command.split()
        if arguments[start : start + len(words)] == words:
            return [*arguments[:start], *arguments[start + len(words) :]]
    raise ValueError(f"{name}: graders may run only {', '.join(sorted(program.commands))}")


def _require_option(name: str, program: Reading, argument: str) -> None:
    option, equals, _ = argument.partition("=")
    if argument not in program.options and not (equals and f"{option}=" in program.options):
        raise ValueError(f"{name} {argument} might change something")
