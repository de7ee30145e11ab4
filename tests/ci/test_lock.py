"""requirements.txt: every version that pyproject.toml asks for, each with its hashes."""

import itertools
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.ci.cloning import clone
from tests.conftest import CHECKOUT

LOCK = CHECKOUT / "requirements.txt"
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
LIST = """
from importlib.metadata import distributions
for found in distributions():
    print(found.name, found.version)
"""
PLATFORMS = ("linux", "darwin")


def entries(text: str) -> Iterator[tuple[Requirement, list[str]]]:
    """Each locked requirement with its options, comments left out."""
    for line in re.sub(r"#.*|\\\n", "", text).splitlines():
        if line.strip():
            requirement, *options = re.split(r"\s(?=--)", line.strip())
            yield Requirement(requirement), [option.strip() for option in options]


def locked(python: str, platform: str) -> dict[str, str]:
    """The version of every package that is installed on one Python and system."""
    here = {"python_version": python, "python_full_version": f"{python}.0",
            "sys_platform": platform, "implementation_name": "cpython",
            "platform_python_implementation": "CPython"}  # fmt: skip
    chosen: dict[str, str] = {}
    for requirement, _ in entries(LOCK.read_text()):
        if requirement.marker is None or requirement.marker.evaluate(here):
            name = canonicalize_name(requirement.name)
            assert name not in chosen, f"{name} is locked twice for Python {python}"
            chosen[name] = str(requirement.specifier).removeprefix("==")
    return chosen


def asked() -> list[Requirement]:
    """What pyproject.toml asks for: to run, to build, to test, to lint, to lock."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    groups = itertools.chain.from_iterable(project["dependency-groups"].values())
    lines = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *(line for line in groups if isinstance(line, str)),
    ]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_lock_has_a_version_for_every_requirement(python: str, platform: str) -> None:
    """One that pyproject.toml allows; after a change there, `make lock` renews the file."""
    chosen = locked(python, platform)
    missing = [
        str(requirement)
        for requirement in asked()
        if not requirement.specifier.contains(chosen.get(canonicalize_name(requirement.name), "0"))
    ]
    assert missing == [], "run `make lock`"


def test_every_locked_version_is_exact_and_has_its_hashes() -> None:
    """Nothing but a name, one version, perhaps a marker, and the hashes of its files."""
    found = list(entries(LOCK.read_text()))
    assert len(found) > 50
    for requirement, options in found:
        assert re.fullmatch(r"==[\w.]+", str(requirement.specifier)), requirement
        assert requirement.url is None
        assert options, requirement
        assert [option for option in options if not HASH.fullmatch(option)] == []


def test_the_lock_names_no_server() -> None:
    """Each machine asks the index that it is configured for, and the hashes guard what comes."""
    assert re.findall(r"(?i)https?:|file:|index-url|find-links", LOCK.read_text()) == []


def test_every_lower_bound_is_stated() -> None:
    """`make test-lowest` tests it; a requirement without one would claim to work with any."""
    unbound = [str(r) for r in asked() if not any(s.operator == ">=" for s in r.specifier)]
    assert unbound == []


# A venv of its own for each installer, with hashes verified: it downloads what is not cached.


@pytest.fixture(params=["uv", "pip"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A PATH with uv on it, or one without, where make uses pip."""
    tools = tmp_path / "tools"
    tools.mkdir()
    if request.param == "uv":
        (tools / "uv").symlink_to(Path(sys.executable).with_name("uv"))
    for name in ("sh", "bash", "rm", "touch", "echo", "env", "make"):
        program = shutil.which(name)
        assert program is not None, name
        (tools / name).symlink_to(program)
    return str(tools)


def made(checkout: Path, path: str) -> subprocess.CompletedProcess[str]:
    """`make .venv/.ready` in a clone, with the Python that runs the tests."""
    return subprocess.run(
        # Its stubs lack the interpreter below a virtual environment.
        ["make", ".venv/.ready", f"PYTHON={sys._base_executable}"],  # type: ignore[attr-defined]
        cwd=checkout, env=os.environ | {"PATH": path}, check=False, capture_output=True, text=True,
    )  # fmt: skip


@pytest.mark.slow
def test_make_installs_exactly_what_is_locked(tmp_path: Path, path: str) -> None:
    """By uv and by pip: every locked version, the project itself, and what venv brings."""
    checkout = clone(tmp_path / "checkout")
    done = made(checkout, path)
    assert done.returncode == 0, done.stderr
    listed = subprocess.run(
        [checkout / ".venv/bin/python", "-c", LIST], check=True, capture_output=True, text=True
    ).stdout
    installed = dict(line.split() for line in listed.splitlines())
    installed = {canonicalize_name(name): version for name, version in installed.items()}
    assert installed.pop(canonicalize_name("clusterdojo"))
    for name in ("pip", "setuptools"):  # ensurepip's, where there was no uv
        installed.pop(canonicalize_name(name), None)
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert installed == locked(python, sys.platform)
    dojo = subprocess.run(
        [checkout / ".venv/bin/dojo", "--version"], check=True, capture_output=True, text=True
    )
    assert dojo.stdout.startswith("clusterdojo ")


@pytest.mark.slow
def test_make_refuses_a_file_with_another_hash(tmp_path: Path, path: str) -> None:
    """Nothing of it is installed, and the next `make` tries again."""
    checkout = clone(tmp_path / "checkout")
    (wanted,) = (r for r, _ in entries(LOCK.read_text()) if r.name == "iniconfig")
    (checkout / "requirements.txt").write_text(f"{wanted} --hash=sha256:{'0' * 64}\n")
    done = made(checkout, path)
    assert done.returncode != 0
    assert re.search("(?i)hash", done.stderr), done.stderr
    assert not (checkout / ".venv/.ready").exists()
    assert not list(checkout.glob(".venv/lib/*/site-packages/iniconfig"))
