"""The files of a node above the Debian userland."""

from collections.abc import Mapping
from pathlib import Path

from clusterdojo.errors import ImageError
from clusterdojo.images import _kind_files
from clusterdojo.images._tar import Directory, File, Link, Tree

HERE = Path(__file__).parent / "node"

ADDED_BINARIES = {name: f"usr/local/bin/{name}" for name in ("etcdctl", "etcdutl")}

ANYWHERE = (
    "etc/dpkg/",
    "etc/ssh/",
    "etc/systemd/system/release-host",
    "etc/systemd/system/ssh-ready",
    "etc/systemd/system/traffic-probe",
    "root/",
    "usr/local/bin/traffic-probe",
)
"""Our files that serve on kind's own images too."""

SETTINGS = (
    # What kind and systemd expect of a node image.
    'ENTRYPOINT ["/usr/local/bin/entrypoint", "/sbin/init"]',
    "CMD []",
    "ENV container=docker",
)
EXECUTABLE = ("usr/local/",)
CONTAINERD = "etc/containerd/config.toml"

POD_NETWORK = """
[plugins."io.containerd.grpc.v1.cri".cni]
  # The network of pods on one node; pod-routes.service joins the nodes.
  conf_template = "/etc/cni/pods.conflist.template"
"""


def additions(programs: Mapping[str, Path]) -> Tree:
    """What any node image gets: our files, without those that make the pod network."""
    return {
        **{path: entry for path, entry in _own().items() if path.startswith(ANYWHERE)},
        **_binaries(programs, ADDED_BINARIES),
        "root": Directory(0o700),
    }


def tree(
    kubernetes: str, binaries: Mapping[str, Path], kind: Path, pause: str, storage: str
) -> Tree:
    """All files but kubeadm, kubelet and kubectl, to be unpacked over the userland.

    Args:
        kubernetes: The version.
        binaries: The components, by name.
        kind: The directory of kind's module.
        pause: The name of the pause image that kubeadm wants.
        storage: The manifest of the default storage class.

    Raises:
        ImageError: kind's files look different from what this was written for.
        OSError: A file can't be read.
    """
    of_kind = _kind_files.files(kind)
    configuration = of_kind[CONTAINERD][0].decode()
    return {
        **{path: File(content, mode) for path, (content, mode) in of_kind.items()},
        CONTAINERD: File(_containerd(configuration, pause).encode()),
        **_own(),
        **_binaries(binaries, ADDED_BINARIES),
        "root": Directory(0o700),
        "kind/version": File(f"v{kubernetes}".encode()),
        "kind/manifests/default-cni.yaml": File(HERE / "manifests" / "default-cni.yaml"),
        "kind/manifests/default-storage.yaml": File(storage.encode()),
    }


def _own() -> dict[str, File | Link]:
    root = HERE / "files"
    return {
        path: File(file, 0o755 if path.startswith(EXECUTABLE) else 0o644)
        for file in sorted(root.rglob("*"))
        if file.is_file()
        for path in [file.relative_to(root).as_posix()]
    }


def _binaries(programs: Mapping[str, Path], paths: Mapping[str, str]) -> Tree:
    return {path: File(programs[name], 0o755) for name, path in paths.items()}


def _containerd(text: str, pause: str) -> str:
    """kind's configuration with the pause image that is there, and our pod network."""
    lines = text.splitlines()
    changed = [
        f'  sandbox_image = "{pause}"' if line.strip().startswith("sandbox_image") else line
        for line in lines
    ]
    if changed == lines and pause not in text:
        raise ImageError(
            "kind's configuration of containerd names no sandbox image.",
            "Use the version of kind that the lock file names.",
        )
    return "\n".join(changed) + "\n" + POD_NETWORK
