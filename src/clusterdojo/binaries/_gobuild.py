"""Binaries from a Go module graph: downloaded, compiled and linked in one go, with an estimate."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from clusterdojo.binaries import _goenv, _golog, _install, _toolchain
from clusterdojo.binaries._disk import too_small
from clusterdojo.binaries._estimate import Estimate
from clusterdojo.binaries._lock import Component, Graph, table
from clusterdojo.files import unwritable
from clusterdojo.progress import Progress

NAMED = 3
"""How many binaries are named while they are built."""

PACKAGES = '{{if .Stale}}{{.ImportPath}}\t{{.Dir}}\t{{join .GoFiles "\\t"}}{{end}}'


def build(graph: Graph, components: Sequence[Component], progress: Progress) -> dict[str, Path]:
    """Build and install `components` out of `graph`; what Go has cached is not built again.

    Raises:
        RuntimeUnavailableError: There is no Go, a module can't be had, or the build fails.
        StateError: The cache can't be written (disk full, no permission).
    """
    log = _goenv.home() / f"{graph.name}.log"
    output = _install.unfinished()
    try:
        # What a killed build left here is half written at worst.
        shutil.rmtree(_goenv.home() / "tmp", ignore_errors=True)
        shutil.rmtree(output, ignore_errors=True)
        for directory in (output, _goenv.home() / "tmp"):
            directory.mkdir(parents=True, exist_ok=True)
        log.write_text("", "utf-8")
        if (note := too_small(log.parent)) and not (_goenv.home() / "build").exists():
            progress.note(note)
        go = _toolchain.find(minimum_go(graph), progress)
        packages = [component.package for component in components]
        weights = _plan(go, graph, packages, log, progress)
        estimate = Estimate(weights, progress, len(components))
        _compile(go, graph, components, log=log, output=output, estimate=estimate)
        return {
            component.name: _install.install(
                component,
                output / binary_name(component.package),
                source="built",
                origin=f"graph {graph.name}",
            )
            for component in components
        }
    except OSError as error:
        raise unwritable(output, error) from error
    finally:
        shutil.rmtree(output, ignore_errors=True)


def minimum_go(graph: Graph) -> str:
    """The Go version that `graph` asks for, such as "1.26.0"."""
    found = re.search(r"^go (\S+)$", (graph.directory / "go.mod").read_text("utf-8"), re.MULTILINE)
    return found.group(1) if found else "1"


def binary_name(package: str) -> str:
    """The name that `go build` gives the binary of `package`: its last element except a version."""
    return re.sub(r"/v\d+$", "", package).rpartition("/")[2]


def _plan(
    go: Path, graph: Graph, packages: Sequence[str], log: Path, progress: Progress
) -> dict[str, float]:
    """Bytes of source of each package that is yet to be compiled; downloads modules as it goes."""
    sums = (graph.directory / "go.sum").read_text("utf-8").splitlines()
    # go.sum names modules that no package here needs, so this total is a little too high.
    total = sum("/go.mod " not in line for line in sums)
    done = 0

    def heard(line: str) -> None:
        nonlocal done
        if line.startswith("go: downloading"):
            done += 1
            progress.advance(done, max(done, total), line.removeprefix("go: downloading "))

    progress.stage("reading the module graph")
    said = _golog.run(
        [go, "list", "-deps", "-f", PACKAGES, *packages],
        graph.directory,
        log,
        heard,
        f"Fetching the Go modules of {graph.name}",
    )
    weights = {}
    for line in said.splitlines():
        path, directory, *files = line.split("\t")
        weights[path] = float(sum((Path(directory) / file).stat().st_size for file in files))
    return weights


def _compile(
    go: Path,
    graph: Graph,
    components: Sequence[Component],
    *,
    log: Path,
    output: Path,
    estimate: Estimate,
) -> None:
    names = ", ".join(component.name for component in components)
    estimate.stage(
        f"building {names if len(components) <= NAMED else f'{len(components)} binaries'}"
    )
    _golog.run(
        [
            go,
            "build",
            f"-ldflags={' '.join(['-s', '-w', *stamps(components)])}",
            "-v",
            "-o",
            f"{output}/",
            *(component.package for component in components),
        ],
        graph.directory,
        log,
        estimate.heard,
        f"Building {names}",
    )


def stamps(components: Sequence[Component]) -> list[str]:
    """What the linker writes into the binaries: the versions that they report."""
    flags = []
    for project, version in sorted({(one.project, one.version) for one in components}):
        major, minor, _ = version.split(".", 2)
        for variable, value in table()["stamps"].get(project, {}).items():
            said = value.format(version=version, major=major, minor=minor)
            flags.append(f"-X={variable}={said}")
    return flags
