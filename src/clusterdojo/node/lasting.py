"""What outlives the next start of a machine: decided by its file systems, not by names of folders.

A path counts with everything on the way to it: a link that lies in memory is lost with the machine,
wherever it leads. What somebody has mounted since the machine was started is gone, too.
"""

from collections.abc import Iterable

from clusterdojo.cluster.client import Object
from clusterdojo.mountinfo import mounts
from clusterdojo.node.reader import NodeReader
from clusterdojo.node.state import KUBELET_CONFIG, kubelet_config, parsed, processes
from clusterdojo.node.units import Unit

MADE_WITH_THE_MACHINE = frozenset(
    {"/", "/var", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf", "/lib/modules",
     "/usr/lib/modules"}
)  # fmt: skip
"""Where Docker mounts what a machine of the suite has again after every start: its image with all
changes, its volume, and files of its own. What is in memory is mounted elsewhere, or over these."""

# Each folder, link and file on the way to each path, links followed one by one.
WALK = r"""
for rest; do
    at= hops=0
    while [ -n "$rest" ]; do
        case $rest in /*) rest=${rest#/}; continue ;; esac
        name=${rest%%/*}
        case $rest in */*) rest=${rest#*/} ;; *) rest= ;; esac
        case $name in .) continue ;; ..) at=${at%/*}; continue ;; esac
        if [ -L "$at/$name" ]; then
            printf '%s\n' "$at/$name"
            hops=$((hops + 1))
            [ "$hops" -gt 40 ] && break
            to=$(readlink -- "$at/$name")
            case $to in /*) at= ;; esac
            rest=$to/$rest
        else
            at=$at/$name
            printf '%s\n' "$at"
        fi
    done
    printf '\n'
done
"""
MOUNTS = "head -c 5000000 /proc/1/mountinfo"
READ = 'head -c 5000000 -- "$1"'
KUBECONFIGS = ("kubeconfig",)
FLAGS = ("config", "config-dir", "kubeconfig", "pod-manifest-path", "client-ca-file",
         "tls-cert-file", "tls-private-key-file")  # fmt: skip


def lost_at_start(reader: NodeReader, paths: Iterable[str]) -> list[str]:
    """Those of these absolute paths that the next start of the machine takes away, in order."""
    asked = list(dict.fromkeys(path for path in paths if path.startswith("/")))
    ways = reader.script(WALK, *asked).text.split("\n\n") if asked else []
    mounted = [mount.place for mount in mounts(reader.script(MOUNTS).text)]
    return [
        path
        for path, way in zip(asked, ways, strict=False)
        if not all(_outlives(place, mounted) for place in way.splitlines() if place)
    ]


def _outlives(place: str, mounted: list[str]) -> bool:
    above = [at for at in mounted if at in ("/", place) or place.startswith(f"{at}/")]
    at = max(above, key=len, default="")
    # A second one at the same place covers the first, and came later.
    return at in MADE_WITH_THE_MACHINE and above.count(at) == 1


def files_of_service(service: Unit) -> list[str]:
    """What a service reads before it starts, and its program."""
    return [*service.files, *service.environment_files, *service.command[:1]]


def files_of_kubelet(reader: NodeReader) -> list[str]:
    """What the kubelet that runs, or one as kubeadm would start it, reads when it starts.

    Its configuration, its way to the API server and the authorities that it trusts, with all files
    that these name in turn; its folder of static pods, too.
    """
    kubelet = next((p for p in processes(reader) if p.name == "kubelet"), None)
    flags = kubelet.flags if kubelet else {"config": KUBELET_CONFIG}
    config = kubelet_config(reader)
    found = [flags[name] for name in FLAGS if name in flags]
    authentication = _map(_map(config.get("authentication")).get("x509"))
    found += [
        value
        for value in (
            config.get("staticPodPath"), config.get("tlsCertFile"),
            config.get("tlsPrivateKeyFile"), authentication.get("clientCAFile"),
        )
        if isinstance(value, str)
    ]  # fmt: skip
    for name in KUBECONFIGS:
        if name in flags:
            found += _named_by_kubeconfig(reader, flags[name])
    return found


def _named_by_kubeconfig(reader: NodeReader, path: str) -> list[str]:
    told = _map(parsed(reader.script(READ, path).text))
    parts = [
        _map(_map(entry).get(inner))
        for part, inner in (("clusters", "cluster"), ("users", "user"))
        for entry in _list(told.get(part))
    ]
    names = ("certificate-authority", "client-certificate", "client-key", "tokenFile")
    files = [part[name] for part in parts for name in names if isinstance(part.get(name), str)]
    folder = path.rpartition("/")[0]
    return [file if file.startswith("/") else f"{folder}/{file}" for file in files]


def _map(value: object) -> Object:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
