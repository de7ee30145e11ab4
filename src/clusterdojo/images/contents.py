"""Which programs an image has: what a learner's machine had at the start."""

from clusterdojo.images import _docker, _userland
from clusterdojo.images._exclusive import exclusively
from clusterdojo.node import known
from clusterdojo.node.known import Known
from clusterdojo.node.state import version_in
from clusterdojo.progress import Progress

# Name, digest, and for a component of Kubernetes the version that it tells while nobody else could
# touch it. The container runtime's images count, unpacked or packed, and packages that wait for an
# upgrade.
LIST = r"""
said() {
    case ${1##*/} in
    kubeadm) "$1" version -o short ;;
    kubectl) "$1" version --client ;;
    etcdctl|etcdutl) "$1" version ;;
    kubelet|kube-*|etcd|coredns) "$1" --version ;;
    esac 2>/dev/null </dev/null | tr '\n' ' '
}
rows() {
    xargs -0 -r sha256sum | while read -r digest path; do
        printf '%s\t%s\t%s\n' "${path##*/}" "${digest#\\}" "$(said "$path")"
    done
}
find /usr /opt /kind -xdev -type f -perm /111 -size +0 -print0 | rows
find /var/lib/containerd -xdev -type f -perm /111 -path '*/snapshots/*/fs/*' -print0 | rows
packed() {
    while read -r archive; do
        mkdir /build/unpacked
        "$@" "$archive" 2>/dev/null
        find /build/unpacked -type f -perm /111 -print0 | rows
        rm -r /build/unpacked
    done
}
unpack() { dpkg-deb --extract "$1" /build/unpacked; }
find /srv/packages -name '*.deb' 2>/dev/null | packed unpack
find /var/lib/containerd -path '*/blobs/sha256/*' -size +100k 2>/dev/null |
    packed tar --directory /build/unpacked --extract --file
"""


def programs(reference: str, progress: Progress) -> dict[str, Known]:
    """The programs of a node image, those in its component images included, by sha256.

    The first time takes some seconds; then it is written down, by the image's identity.

    Raises:
        ContainerEngineError: The engine can't be reached.
        ImageError: The image can't be looked into.
        StateError: The cache can't be written.
    """
    image = _docker.inspect(reference)
    identity = image.identity.rpartition(":")[2] if image else "none"
    file = _userland.home() / f"programs-{identity}.json"
    if found := known.read(file):
        return found
    with exclusively(progress):
        if found := known.read(file):
            return found
        progress.stage("listing the programs of the node image")
        with _docker.workshop(reference, options=["--network=none"]) as shop:
            found = listed(shop.run("bash", "-uc", LIST))
        known.write(file, found)
    return found


def listed(text: str) -> dict[str, Known]:
    """What LIST tells."""
    rows = (line.split("\t") for line in text.splitlines())
    return {row[1]: Known(row[0], version_in(row[2])) for row in rows if len(row) == 3}  # noqa: PLR2004 - its columns
