"""What learners leave in the work folder, graded by the real command on a real cluster."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.user import Dojo

pytestmark = pytest.mark.slow

LAB = "declarative-apply"
SLOW = 10.0
"""Seconds of a check on a machine out of breath; all of this once took from 28 s to hours."""

POD = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: NAME}\n"


@pytest.fixture(scope="module")
def user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dojo]:
    """A user with a lab whose task has a manifest and an answer."""
    user = Dojo(tmp_path_factory.mktemp("user"))
    started = user("start", LAB)
    assert started.returncode == 0, started.stderr
    yield user
    assert user("stop", "--all").returncode == 0


def _text(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text.replace("NAME", path.stem))


def _aliases(path: Path) -> None:
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 7)]
    path.write_text("\n".join(["kind: Deployment", "metadata: {name: x}", "a0: &a0 x", *levels]))


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(3 * 10**9)  # it takes no disk


def _closed(path: Path) -> None:
    path.write_text("x")
    path.chmod(0)


LEFT: dict[str, Callable[[Path], object]] = {
    "a device": lambda path: path.symlink_to("/dev/zero"),
    "a file of the kernel's": lambda path: path.symlink_to("/proc/version"),
    "a pipe": os.mkfifo,
    "a folder": Path.mkdir,
    "aliases of aliases": _aliases,
    "three gigabytes": _sparse,
    "a file without permissions": _closed,
    "an alias in itself": _text("kind: Deployment\nmetadata: &a {name: *a}\n"),
    "containers that are a number": _text(POD + "spec: {template: {spec: {containers: 5}}}\n"),
    "a UID that is a list": _text("kind: Deployment\nmetadata: {name: NAME, uid: [x]}\n"),
    "a tag of another type": _text("kind: Deployment\nmetadata: {name: !!bool perhaps}\n"),
    "lists in lists": _text("a: " + "[" * 5000),
    "no text": lambda path: path.write_bytes(b"\xff\x00" * 50),
    "lines": _text("x\n" * 40_000),
}


@pytest.mark.parametrize("what", LEFT)
def test_the_lab_is_graded_at_once_and_nothing_is_solved(user: Dojo, what: str) -> None:
    """Exit code 1: each criterion is met or not, with the reason."""
    (work,) = user.state.glob("attempts/*/work")
    (kept,) = (work / "manifests").glob("*.yaml*")
    manifest, saved = kept.with_suffix(".yaml"), kept.with_suffix(".yaml.saved")
    answer = work / "answers" / "manager.txt"
    if kept != saved:
        manifest.rename(saved)
    try:
        for path in (manifest, answer):
            LEFT[what](path)
        begun = time.monotonic()
        done = user("check", "--json")
        assert time.monotonic() - begun < SLOW
        assert done.returncode == 1, (done.stdout, done.stderr)
        assert '"ungradable"' not in done.stdout
        assert "the grader" not in done.stdout
    finally:
        for path in (manifest, answer):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        saved.rename(manifest)


def test_an_annotation_that_is_no_json_is_a_finding(user: Dojo) -> None:
    """It is where kubectl keeps what it has applied."""
    (work,) = user.state.glob("attempts/*/work")
    (manifest,) = (work / "manifests").glob("*.yaml")
    broken = "kubectl.kubernetes.io/last-applied-configuration={broken"
    done = user("run", "--", "kubectl", "annotate", "--overwrite", "-f", str(manifest), broken)
    assert done.returncode == 0, done.stderr
    graded = user("check", "--json")
    assert graded.returncode == 1, graded.stderr
    assert '"ungradable"' not in graded.stdout
