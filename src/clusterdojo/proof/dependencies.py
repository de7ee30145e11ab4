"""What the proof of a variant depends on: a change to any of it makes the proof void.

It is found from the code: the modules that the lab's check imports, those of the engine, and those
that start, run and grade. Each counts by what it means (see code.syntax): a file that only moves,
or gets a comment, changes nothing.
"""

import functools
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from clusterdojo.binaries import DEFAULT_KUBERNETES
from clusterdojo.binaries import component as component_of
from clusterdojo.binaries import known as known_components
from clusterdojo.code.imports import PACKAGE, ROOT, Code, data_beside, short
from clusterdojo.errors import DojoError
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.suite import Suite
from clusterdojo.proof.variants import Variant

TRIES = f"{ROOT}.proof.prove"
ENGINES = f"{ROOT}.engines."
PLUGINS = "conftest"
# What a cheat is graded by besides; what the command calls counts for all variants.
COMMAND = (f"{ROOT}.__main__", f"{ROOT}.cli", f"{ROOT}.cli.check")

NOT_DECIDING = {
    f"{ROOT}.attempt.spare": "the clusters that a reset takes over; a proof never resets",
    f"{ROOT}.binaries._archive": "how a download is unpacked; what was had stands in the lock",
    f"{ROOT}.binaries._disk": "what a build takes",
    f"{ROOT}.binaries._download": "how a program is fetched",
    f"{ROOT}.binaries._estimate": "how long a build takes",
    f"{ROOT}.binaries._gobuild": "how a program is built",
    f"{ROOT}.binaries._golog": "what a build says",
    f"{ROOT}.binaries._install": "how a program gets into the cache",
    f"{ROOT}.binaries._official": "where a program is fetched",
    f"{ROOT}.binaries._toolchain": "which Go builds",
    f"{ROOT}.binaries.reach": "whether a host answers",
    f"{ROOT}.cluster.client_transport": "the way into clusters that the suite did not make",
    f"{ROOT}.code.imports": "the names of images and of proofs, by what the code says",
    f"{ROOT}.code.syntax": "the same",
    f"{ROOT}.engines.coming_back": "how an exam's clusters come back",
    f"{ROOT}.engines.finding": "what `dojo doctor` looks at",
    f"{ROOT}.engines.host": "what `dojo doctor` looks at",
    f"{ROOT}.engines.ports": "which ports are free",
    f"{ROOT}.grading.allure": "another form of the result",
    f"{ROOT}.grading.plain": "the grading of clusters that the suite did not make",
    f"{ROOT}.grading.spare_maker": "the making of spare clusters",
    f"{ROOT}.lock": "who waits for whom",
    f"{ROOT}.progress": "what is shown meanwhile",
    f"{ROOT}.removal": "how folders are cleared away",
    f"{ROOT}.seal": "the signature of a result",
}
"""Modules that are imported on the way and decide no grade, with the reason for each."""

NOT_DECIDING_IN_ENGINES = {
    "doctor": "what `dojo doctor` looks at",
    "pausing": "how an exam's clusters wait and come back",
}
"""The same for a module of that name in the folder of any engine."""

LAB_TEXTS = ("title", "docs", "domain", "difficulty", "minutes", "apart")
"""What lab.yaml says for readers and for the draw of an exam."""


@dataclass(frozen=True)
class Dependencies:
    """What one variant depends on.

    Attributes:
        variant: A digest of how it is tried: script, seed, what it has to lose.
        own: The digest of each file of the lab, of its check and of the words that only some
            checks use, by path from the suite's root; and the versions that the lab runs.
        code: The digest of each file that all variants on the engine share, by path.
    """

    variant: str
    own: Mapping[str, str]
    code: Mapping[str, str]

    @property
    def content(self) -> str:
        """A digest of what is the lab's; the same where files have only moved."""
        return short(json.dumps([self.variant, sorted(set(self.own.values()))]))

    @property
    def code_id(self) -> str:
        """A digest of what all variants share; the same where files have only moved."""
        return code_id(self.code)


def code_id(code: Mapping[str, str]) -> str:
    """A digest of digests."""
    return short(json.dumps(sorted(set(code.values()))))


class Finder:
    """Finds what variants of one suite depend on, as the files are now."""

    def __init__(self, suite: Suite, package: Path = PACKAGE) -> None:
        self._suite = suite
        self._package = package
        self._code = Code(
            (
                (ROOT, package),
                ("fixtures", suite.fixtures),
                ("checks", suite.checks),
                (PLUGINS, suite.conftest),
            )
        )
        self._shared = functools.cache(self._find_shared)
        self._checked = functools.cache(self._find_checked)
        self._started = functools.cache(self._find_started)

    def of(self, variant: Variant) -> Dependencies:
        """What the variant depends on."""
        tried = asdict(variant) | {"loses": sorted(variant.loses)}
        own = self._checked(variant.lab, variant.engine) | self._started(variant.lab)
        folder = self._suite.labs / variant.lab
        for script in variant.scripts(self._suite):
            base = folder if script.is_relative_to(folder) else self._suite.cheats.parent
            own |= self._named({script: _placed(script, base)})
        if variant.is_cheat:
            own |= self._named(self._code.digests(self._code.closure(COMMAND, _only), _only))
        _, code = self._shared(variant.engine)
        return Dependencies(short(json.dumps(tried, sort_keys=True)), own, code)

    def _find_shared(self, engine: str) -> tuple[frozenset[str], dict[str, str]]:
        """The modules that all variants on an engine need, by name, and all digests."""
        begin = [TRIES, PLUGINS, f"{ENGINES}{engine}", f"{ENGINES}{engine}.engine"]
        found = self._code.closure(begin, _follows(engine))
        digests = self._named(self._code.digests(found, _follows(engine))) | self._named(
            _data(found)
        )
        return frozenset(found), digests

    def _find_checked(self, lab_id: str, engine: str) -> dict[str, str]:
        """The check's module, and what it imports besides."""
        shared, _ = self._shared(engine)
        check = f"checks.{self._suite.check_module(lab_id).stem}"
        imported = self._code.closure([check], _follows(engine))
        asked = {name: path for name, path in imported.items() if name not in shared}
        return self._named(self._code.digests(asked, _follows(engine)))

    def _find_started(self, lab_id: str) -> dict[str, str]:
        """What makes the lab's start state."""
        folder = self._suite.labs / lab_id
        files = [p for part in ("setup", "break") for p in (folder / part).rglob("*")]
        found = self._named({path: _placed(path, folder) for path in files if path.is_file()})
        found[f"labs/{lab_id}/lab.yaml"] = _described(folder / "lab.yaml")
        found[f"labs/{lab_id}/lab.yaml: versions"] = _versions(folder)
        return found

    def _named(self, digests: Mapping[Path, str]) -> dict[str, str]:
        """By the path that a reader knows: from the suite's root, or from the package's."""
        named = {}
        for path, digest in digests.items():
            base = self._suite.root if path.is_relative_to(self._suite.root) else None
            if path.is_relative_to(self._package):
                base = self._package.parent
            named[path.relative_to(base).as_posix() if base else path.name] = digest
        return named


def _only(_importer: str, module: str) -> bool:
    """Whether it is one of the command's own modules."""
    return module in COMMAND


def _follows(engine: str) -> "functools.partial[bool]":
    return functools.partial(_counts, engine)


def _counts(engine: str, importer: str, module: str) -> bool:
    """Whether an import counts: that of another engine does only where this one uses it."""
    if module in NOT_DECIDING:
        return False
    above, _, below = module.partition(ENGINES)
    one, _, inner = below.partition(".")
    if above or not (PACKAGE / "engines" / one / "__init__.py").is_file():
        return True
    if inner in NOT_DECIDING_IN_ENGINES:
        return False
    return one == engine or importer.startswith(f"{ENGINES}{engine}")


def _data(modules: Mapping[str, Path]) -> dict[Path, str]:
    """The packages' files that are not Python; the lock file counts only by its versions."""
    lock = {path.parent for name, path in modules.items() if name == f"{ROOT}.binaries"}
    return {
        path: short(_bytes(path))
        for path in data_beside(modules)
        if not any(path.is_relative_to(folder) for folder in lock)
    }


def _placed(path: Path, folder: Path) -> str:
    """Where a script or manifest lies decides when it is applied, and to which cluster."""
    return short(f"{path.relative_to(folder)}\0".encode() + _bytes(path))


def _described(path: Path) -> str:
    """What lab.yaml says about clusters and values, however it is written."""
    try:
        content = yaml.safe_load(_bytes(path))
    except yaml.YAMLError:
        content = None
    if not isinstance(content, dict):
        return short(_bytes(path))
    kept = {key: value for key, value in content.items() if key not in LAB_TEXTS}
    return short(json.dumps(kept, sort_keys=True, default=str))


def _versions(folder: Path) -> str:
    """Which programs the lab's clusters run."""
    try:
        lab = load_lab(folder)
    except DojoError:
        return "unknown"
    versions = {spec.version_of(node) for spec in lab.clusters for node in spec.nodes}
    if lab.upgrade:
        versions |= set(lab.upgrade.versions)
    return _programs(frozenset(version or DEFAULT_KUBERNETES for version in versions))


@functools.cache
def _programs(versions: frozenset[str]) -> str:
    told = sorted(str(component_of(name, v)) for name in known_components() for v in versions)
    return short(json.dumps(told))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
