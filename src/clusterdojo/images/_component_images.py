"""The images that are in every node's containerd: kubeadm's, the storage class's, the labs'."""

import re
import subprocess
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from clusterdojo.errors import ImageError
from clusterdojo.images._archive import Image
from clusterdojo.images._tar import Directory, File, Link, Tree

WEB = "clusterdojo/web"
WEB_VERSIONS = ("1.0", "1.1", "2.0")
"""The same server; it says which version it was asked to be, so that a rollout can be seen."""

BUSYBOX = "clusterdojo/busybox:1.0"
STORAGE = "clusterdojo/local-path-provisioner:{version}"

# Where each of kubeadm's images has its programs.
PROGRAMS = {
    "kube-apiserver": {"kube-apiserver": "usr/local/bin/kube-apiserver"},
    "kube-controller-manager": {"kube-controller-manager": "usr/local/bin/kube-controller-manager"},
    "kube-scheduler": {"kube-scheduler": "usr/local/bin/kube-scheduler"},
    "kube-proxy": {"kube-proxy": "usr/local/bin/kube-proxy"},
    "etcd": {name: f"usr/local/bin/{name}" for name in ("etcd", "etcdctl", "etcdutl")},
    "coredns": {"coredns": "coredns"},
    "pause": {"pause": "pause"},
}
ENTRYPOINTS = {"coredns": ["/coredns"], "pause": ["/pause"]}

ACCOUNTS: Tree = {
    "etc/passwd": File(
        b"root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n"
    ),
    "etc/group": File(b"root:x:0:\nnogroup:x:65534:\n"),
    "etc/nsswitch.conf": File(b"hosts: files dns\n"),
    "root": Directory(0o700),
    "tmp": Directory(0o1777),
}

HERE = Path(__file__).parent
SHELL = "usr/bin/busybox"
NETFILTER = re.compile(
    r"usr/sbin/(xtables-(nft|legacy)-multi|nft)"
    r"|usr/lib/[^/]+-linux-gnu/(xtables/.+\.so|ld-linux[^/]*"
    r"|lib(bsd|c|edit|gmp|ip[46]tc|jansson|m|md|mnl|nftables|nftnl|tinfo|xtables)\.so\..+)"
    r"|(usr/)?lib64(/ld-linux.+)?|(usr/)?lib(/ld-linux.+)?|etc/(protocols|services|ethertypes)"
)
"""What kube-proxy calls, and the libraries of that."""

NETFILTER_PROGRAMS = [
    f"{family}{what}" for family in ("iptables", "ip6tables") for what in ("", "-save", "-restore")
]


def images(
    names: Sequence[str], programs: Mapping[str, Path], userland: Path, storage: str, scratch: Path
) -> list[Image]:
    """All images: kubeadm's under the `names` that it wants, the storage class's as `storage`.

    Args:
        names: As kubeadm lists them.
        programs: The binaries that go in, by name.
        userland: The tar file of the Debian userland.
        storage: The name of the provisioner's image.
        scratch: A directory for files that the images are made of.

    Raises:
        ImageError: kubeadm wants one that nobody knows how to make.
        OSError: A file can't be read.
    """
    tools, filters = _layers(userland, scratch)
    provisioner = _programs({"usr/bin/local-path-provisioner": programs["local-path-provisioner"]})
    return [
        *_components(names, programs, tools, filters),
        Image(storage, [ACCOUNTS, provisioner]),
        *workloads(tools, programs["web"]),
    ]


def components(
    names: Sequence[str], programs: Mapping[str, Path], userland: Path, scratch: Path
) -> list[Image]:
    """kubeadm's images only: see images().

    Raises:
        ImageError: kubeadm wants one that nobody knows how to make.
        OSError: A file can't be read.
    """
    return _components(names, programs, *_layers(userland, scratch))


def _components(
    names: Sequence[str], programs: Mapping[str, Path], tools: Tree, filters: Tree
) -> list[Image]:
    found = []
    for name in names:
        short, paths = programs_of(name)
        own = _programs({path: programs[one] for one, path in paths.items()})
        below = [ACCOUNTS, tools, filters] if short == "kube-proxy" else [ACCOUNTS]
        found.append(Image(name, [*below, own], entrypoint=ENTRYPOINTS.get(short, ())))
    return found


def programs_of(name: str) -> tuple[str, Mapping[str, str]]:
    """The short name of an image that kubeadm wants, and where it has which programs.

    Raises:
        ImageError: Nobody knows.
    """
    short = name.rpartition("/")[2].partition(":")[0]
    if short not in PROGRAMS:
        raise ImageError(
            f"kubeadm wants an image {short}, which is not known here.",
            "Use a Kubernetes version that the lock file names.",
        )
    return short, PROGRAMS[short]


def workloads(tools: Tree, web: Path) -> list[Image]:
    """The images that labs use, above the layer `tools`, which shell() makes."""
    server = _programs({"usr/local/bin/web": web})
    versions = [
        Image(
            f"{WEB}:{version}",
            [ACCOUNTS, tools, server],
            command=["web"],
            environment={"VERSION": version},
        )
        for version in WEB_VERSIONS
    ]
    return [Image(BUSYBOX, [ACCOUNTS, tools], command=["sh"]), *versions]


def shell(busybox: Path) -> Tree:
    """The layer with busybox under all of its names.

    Raises:
        OSError: The file can't be read or run.
    """
    busybox.chmod(0o755)
    command = [str(busybox), "--list"]
    names = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {
        "bin": Link("usr/bin"),
        "sbin": Link("usr/sbin"),
        SHELL: File(busybox, 0o755),
        **{f"usr/bin/{name}": Link("busybox") for name in names.split() if name != "busybox"},
        "usr/bin/wget": File(HERE / "workloads" / "wget", 0o755),
    }


def wanted(kubeadm: Path, kubernetes: str) -> list[str]:
    """The names of the images that kubeadm will ask for.

    Raises:
        ImageError: It can't be asked.
    """
    command = [str(kubeadm), "config", "images", "list", f"--kubernetes-version=v{kubernetes}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ImageError(
            f"{kubeadm} does not list its images ({done.stderr.strip()[-200:]}).",
            "Run `dojo runtime prune` and try again.",
        )
    return done.stdout.split()


def _layers(userland: Path, scratch: Path) -> tuple[Tree, Tree]:
    """busybox under all its names, and iptables, from the userland."""
    busybox, unpacked = _unpack(userland)
    (scratch / "busybox").write_bytes(busybox)
    return shell(scratch / "busybox"), _filters(unpacked)


def _programs(binaries: Mapping[str, Path]) -> Tree:
    return {path: File(binary, 0o755) for path, binary in binaries.items()}


def _unpack(userland: Path) -> tuple[bytes, dict[str, File | Link]]:
    """What small images take from the userland: busybox, and the files of NETFILTER."""
    busybox = b""
    found: dict[str, File | Link] = {}
    with tarfile.open(userland) as tar:
        for member in tar:
            path = member.name.removeprefix("./")
            content = tar.extractfile(member) if member.isfile() else None
            if path == SHELL and content:
                busybox = content.read()
            elif NETFILTER.fullmatch(path) and content:
                found[path] = File(content.read(), member.mode)
            elif NETFILTER.fullmatch(path) and member.issym():
                found[path] = Link(member.linkname)
    return busybox, found


def _filters(unpacked: Mapping[str, File | Link]) -> Tree:
    """iptables in both kinds, and what chooses between them at the first call."""
    chooser = File(HERE / "kube-proxy" / "iptables", 0o755)
    return {**unpacked, **{f"usr/sbin/{name}": chooser for name in NETFILTER_PROGRAMS}}
