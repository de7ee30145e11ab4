"""Size of a node image, and the time that it takes: made, found, started.

    python bench/node_image.py [--kubernetes VERSION] [--from-nothing] [--starts N]

The userland and the image are made anew under names of the bench's own and removed afterwards.
Components come from the user's cache, and only with --from-nothing are they built, too. The start
is `kind create cluster --wait` of one control plane and one worker.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from bench.runtime_build import MIB, Watch
from clusterdojo import binaries as runtime
from clusterdojo import container, images, paths
from clusterdojo.binaries.prune import usage
from clusterdojo.images import _build, _docker

CONFIGURATION = """
kind: Cluster
apiVersion: kind.x-k8s.io/v1alpha4
networking: {apiServerAddress: 127.0.0.1}
nodes: [{role: control-plane}, {role: worker}]
"""
CGROUP_V1 = """
kubeadmConfigPatches:
  - "{kind: InitConfiguration, nodeRegistration: {ignorePreflightErrors: [SystemVerification]}}"
  - "{kind: JoinConfiguration, nodeRegistration: {ignorePreflightErrors: [SystemVerification]}}"
  - "{kind: KubeletConfiguration, failCgroupV1: false}"
"""
NAME = "dojo-bench-image"


def make(kubernetes: str, cache: Path) -> str:
    """Make the image into the `cache`, print what it took, and return its name."""
    watch = Watch()
    began = time.monotonic()
    reference = _build.build(kubernetes, watch)
    ended = time.monotonic()
    print(f"{'image made':60}{ended - began:8.1f} s")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    # On a machine with other work this is the figure to go by; the engine's share is not in it.
    print(f"{'  of processors, without the engine':60}{used.ru_utime + used.ru_stime:8.1f} s")
    ends = [start for _, start in watch.stages[1:]] + [ended]
    for (text, start), end in zip(watch.stages, ends, strict=True):
        print(f"  {text[:58]:58}{end - start:8.1f} s")
    began = time.monotonic()
    images.present(kubernetes)
    print(f"{'found':60}{(time.monotonic() - began) * 1e3:8.1f} ms")
    print(f"{'cached pieces':60}{usage(cache / 'images') / MIB:8.0f} MiB")
    found = _docker.inspect(reference)
    print(f"{'image':60}{(found.size if found else 0) / MIB:8.0f} MiB")
    sizes = container.docker("image", "history", "--format={{.Size}} {{.CreatedBy}}", reference)
    for line in sizes.splitlines():
        print(f"  {line[:70]}")
    look = "du -xsLm /usr/bin/kube* /usr/local/bin/etcd* /usr/lib /var/lib/containerd | sort -rn"
    print(container.docker("run", "--rm", "--entrypoint=sh", reference, "-c", look))
    return reference


def start(kubernetes: str, reference: str, folder: Path) -> tuple[float, int]:
    """Seconds of a cluster's start, and MiB that its control plane's volume holds then."""
    old = container.info().get("CgroupVersion") == "1"
    (folder / "kind.yaml").write_text(CONFIGURATION + (CGROUP_V1 if old else ""), "utf-8")
    kind = runtime.require(["kind"], kubernetes)["kind"]
    own = [f"--name={NAME}", f"--kubeconfig={folder / 'kubeconfig'}"]
    began = time.monotonic()
    try:
        subprocess.run(
            [kind, "create", "cluster", *own, f"--image={reference}", "--wait=120s", "--quiet",
             f"--config={folder / 'kind.yaml'}"],
            check=True,
        )  # fmt: skip
        took = time.monotonic() - began
        used = container.docker("exec", f"{NAME}-control-plane", "du", "-xsm", "/var")
    finally:
        subprocess.run([kind, "delete", "cluster", "--quiet", *own], check=False)
    return took, int(used.split()[0])


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kubernetes", default=runtime.DEFAULT_KUBERNETES)
    parser.add_argument("--from-nothing", action="store_true", help="build the components, too")
    parser.add_argument("--starts", type=int, default=3, help="clusters to start")
    chosen = parser.parse_args()
    users = paths.cache_dir()
    cache = Path(tempfile.mkdtemp(prefix="clusterdojo-bench-"))
    os.environ["CLUSTERDOJO_CACHE"] = str(cache)
    _docker.REPOSITORY, _docker.USERLAND = "clusterdojo-bench/node", "clusterdojo-bench/userland"
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f} at the start")
    try:
        if not chosen.from_nothing:
            for part in ("runtime", "go"):
                (cache / part).symlink_to(users / part)
        reference = make(chosen.kubernetes, cache)
        starts = [start(chosen.kubernetes, reference, cache) for _ in range(chosen.starts)]
        if starts:
            median = statistics.median(took for took, _ in starts)
            print(f"{'cluster of 1+1, until Ready, median':60}{median:8.1f} s")
            print(f"{'  volume of the control plane':60}{starts[-1][1]:8} MiB")
    finally:
        for image in _docker.made():
            _docker.remove(image)
        for part in ("runtime", "go"):
            if (cache / part).is_symlink():
                (cache / part).unlink()
        shutil.rmtree(cache, ignore_errors=True)


if __name__ == "__main__":
    main()
