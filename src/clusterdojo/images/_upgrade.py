"""What upgrade labs need above a node image: packages of two versions, images of the later."""

from pathlib import Path

from clusterdojo import binaries as runtime
from clusterdojo.images import _base, _build, _docker, _key
from clusterdojo.images._kubernetes_packages import NAMES
from clusterdojo.lab.upgrade import Upgrade
from clusterdojo.progress import Progress

COMPONENTS = (
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kube-proxy",
    "kubeadm",
    "etcd",
    "etcdctl",
    "etcdutl",
    "coredns",
)
"""What kubeadm's images are made of; kubeadm says what they are called."""

HERE = Path(__file__).parent / "upgrade"


def local(kubernetes: str, upgrade: Upgrade) -> str | None:
    """The image's reference if the container engine has it; asks nobody else.

    Raises:
        ContainerEngineError: The engine can't be reached.
        UsageError: A version is not on offer.
    """
    there = (one for one in _base.candidates(kubernetes) if _docker.exists(one))
    above = (reference(one, kubernetes, upgrade) for one in there)
    return next((one for one in above if one and _docker.exists(one)), None)


def reference(base: str, kubernetes: str, upgrade: Upgrade) -> str | None:
    """The name of the image above `base`, the node image of `kubernetes`.

    Returns:
        None while something that the name depends on is missing.

    Raises:
        ContainerEngineError: The engine can't be reached.
        UsageError: A version is not on offer.
    """
    found = _docker.inspect(base)
    if found is None:
        return None
    if found.labels.get(_docker.UPGRADE) == _pair(upgrade):
        return base
    sums = _sums(found, kubernetes, upgrade)
    if sums is None:
        return None
    key = _key.key(found.identity, kubernetes, sums, _key.UPGRADE_RECIPE)
    return f"{_docker.REPOSITORY}:{kubernetes}-upgrade-{_pair(upgrade)}-{key}"


def prepare(base: str, kubernetes: str, upgrade: Upgrade, progress: Progress) -> None:
    """Have what the image is made of. Not under the lock, which making an image below it takes.

    Raises:
        ContainerEngineError: The engine can't be reached.
        ImageError: The later version's node image can be neither pulled nor made.
        RuntimeUnavailableError: A component can be neither downloaded nor built.
        StateError: The cache can't be written.
    """
    for version in upgrade.versions:
        runtime.require(NAMES, version, progress)
    if kubernetes == upgrade.new:
        return
    if _packed(base):
        _base.require(upgrade.new, progress)
    else:
        runtime.require(COMPONENTS, upgrade.new, progress)


def add(base: str, kubernetes: str, upgrade: Upgrade, progress: Progress) -> str:
    """Make the image above `base`; returns its reference. Under the lock only, after prepare().

    Raises:
        ContainerEngineError: The engine can't be reached.
        ImageError: A step fails.
        RuntimeUnavailableError: A component has disappeared.
        StateError: The cache can't be written.
    """
    from clusterdojo.images import _apt_repository, _tar

    made = reference(base, kubernetes, upgrade) or ""
    if _docker.exists(made):
        return made
    programs = {version: runtime.require(NAMES, version, progress) for version in upgrade.versions}
    with _build.scratch() as directory:
        progress.stage("writing the packages of both versions")
        files = {
            **_apt_repository.repositories(programs, directory),
            **_apt_repository.sources(kubernetes),
        }
        _tar.write(files, directory / "packages.tar")
        images = directory / "images.tar"
        if kubernetes != upgrade.new:
            progress.stage(f"packing the component images of {upgrade.new}")
            (_export if _packed(base) else _write)(upgrade.new, images, progress)
        with _docker.workshop(base, options=["--network=none"]) as shop:
            progress.stage("setting up the packages")
            shop.unpack(directory / "packages.tar")
            shop.run("bash", shop.put(HERE / "set-up"))
            if images.exists():
                progress.stage(f"importing the component images of {upgrade.new}")
                _build.import_images(shop, images)
            progress.stage("saving the node image")
            labels = {
                _docker.KEY: made.rpartition("-")[2],
                _docker.KUBERNETES: kubernetes,
                _docker.UPGRADE: _pair(upgrade),
            }
            shop.save(made, labels)
    return made


def _sums(found: _docker.Found, kubernetes: str, upgrade: Upgrade) -> dict[str, str] | None:
    """What goes in above the image `found`; None while something is missing."""
    wanted = [(NAMES, version) for version in upgrade.versions]
    sums = {}
    if kubernetes == upgrade.new:
        pass
    elif _docker.BASE in found.labels:
        name = _base.local(upgrade.new)
        later = _docker.inspect(name) if name else None
        if later is None:
            return None
        sums["images of"] = later.identity
    else:
        wanted.append((COMPONENTS, upgrade.new))
    for components, version in wanted:
        known = _key.sums(components, version)
        if known is None:
            return None
        sums |= {f"{name} {version}": sha256 for name, sha256 in known.items()}
    return sums


def _packed(base: str) -> bool:
    """Whether `base` carries images as a registry serves them, as kind's own do."""
    found = _docker.inspect(base)
    return found is not None and _docker.BASE in found.labels


def _export(kubernetes: str, target: Path, progress: Progress) -> None:
    """Take kubeadm's images out of the node image of that version."""
    with _docker.workshop(_base.require(kubernetes, progress), options=["--network=none"]) as shop:
        shop.run("bash", shop.put(HERE / "export"))
        shop.take("/build/images.tar", target)


def _write(kubernetes: str, target: Path, progress: Progress) -> None:
    """Make kubeadm's images, as they are made for nodes of that version."""
    from clusterdojo.images import _archive, _component_images, _programs, _userland

    programs = runtime.require(COMPONENTS, kubernetes, progress)
    programs |= {"pause": _programs.require(progress)["pause"]}
    names = _component_images.wanted(programs["kubeadm"], kubernetes)
    userland = _userland.require(progress)
    made = _component_images.components(names, programs, userland, target.parent)
    _archive.write(made, target, target.parent)


def _pair(upgrade: Upgrade) -> str:
    return f"{upgrade.old}-{upgrade.new}"
