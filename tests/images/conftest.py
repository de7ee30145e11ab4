"""A cache of each test's own, a `docker` that remembers what it was told, and components."""

import json
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from clusterdojo.binaries import _install, component, reach
from tests.fakes import fake

FAKE = '''#!{python}
"""A container engine that only knows names: its state is a folder of files."""
import json, os, pathlib, sys
home = pathlib.Path({home!r})
arguments = sys.argv[1:]
with (home / "calls").open("a") as calls:
    calls.write(json.dumps(arguments) + "\\n")
images = home / "images.json"
before = images.read_text()
known = json.loads(before)
answers = json.loads((home / "answers.json").read_text())
for beginning, (code, text) in answers.items():
    if " ".join(arguments).startswith(beginning):
        (sys.stderr if code else sys.stdout).write(text)
        sys.exit(code)
containers = home / "containers"
ID = "0123456789ab"
def runs(container):
    return container in [path.read_text() for path in containers.iterdir()]
match arguments:
    case ["version", *_]:
        print("20.10")
    case ["info", *_]:
        print(json.dumps({{"IndexServerAddress": "http://127.0.0.1:9/v1/"}}))
    case ["image", "inspect", *_, name]:
        if name not in known:
            sys.exit("Error: No such image: " + name)
        print(json.dumps(["sha256:" + name, known[name], 7]))
    case ["image", "ls", *_, repository]:
        print("\\n".join(name for name in known if name.startswith(repository + ":")))
    case ["image", "rm", name]:
        known.pop(name)
    case ["import", _, name]:
        known[name] = {{}}
    case ["pull", *_, name]:
        known[name] = json.loads((home / "served.json").read_text())
    case ["run", "--detach", name, *_] if name.startswith("--name="):
        (containers / name.removeprefix("--name=")).write_text(ID)
        print(ID)
    case ["ps", "-a", _, "--format={{{{.Names}}}}"]:
        print("\\n".join(sorted(path.name for path in containers.iterdir())))
    case ["rm", "-fv", which]:
        gone = [path for path in containers.iterdir() if which in (path.name, path.read_text())]
        for path in gone:
            path.unlink()
        if not gone:
            sys.exit("Error: No such container: " + which)
    case ["commit", *changes, container, name] if runs(container):
        labels = [change.split("LABEL ")[1].split("=") for change in changes if "LABEL " in change]
        known[name] = dict(labels)
    case ["cp", "--follow-link", program, target] if runs(program.partition(":")[0]):
        pathlib.Path(target).write_text(program)
    case ["cp", file, target] if pathlib.Path(file).exists() and runs(target.partition(":")[0]):
        pass
    case ["exec", container, "cat", "/kind/version"] if runs(container):
        print("v1.35.4", end="")
    case ["exec", container, "mkdir" | "rm" | "tar" | "bash", *_] if runs(container):
        pass
    case _:
        with (home / "unknown").open("a") as unknown:
            unknown.write(" ".join(arguments) + "\\n")
        sys.stderr.write("The fake docker does not know: " + " ".join(arguments) + "\\n")
        sys.exit(97)
if known != json.loads(before):  # whole or not at all: another call may be reading
    new = home / f"images.{{os.getpid()}}"
    new.write_text(json.dumps(known))
    new.replace(images)
'''


class Engine:
    """The fake container engine, as a test sees it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        (home / "containers").mkdir()
        self.has({})
        self._answers: dict[str, object] = {}
        self.answer("unused", 0, "")
        self.serves({})

    def has(self, images: dict[str, dict[str, str]]) -> None:
        """Give it these images, each with its labels."""
        (self.home / "images.json").write_text(json.dumps(images))

    def runs(self, *names: str) -> None:
        """Give it containers of these names."""
        for number, name in enumerate(names):
            (self.home / "containers" / name).write_text(f"{number:012x}")

    def answer(self, beginning: str, code: int, text: str) -> None:
        """Answer commands that begin so with this exit code and text."""
        self._answers[beginning] = [code, text]
        (self.home / "answers.json").write_text(json.dumps(self._answers))

    def serves(self, labels: dict[str, str]) -> None:
        """Whatever it pulls has these labels."""
        (self.home / "served.json").write_text(json.dumps(labels))

    def images(self) -> dict[str, dict[str, str]]:
        """What it has now."""
        found: dict[str, dict[str, str]] = json.loads((self.home / "images.json").read_text())
        return found

    def calls(self) -> list[str]:
        """Every command that it was given."""
        if not (self.home / "calls").exists():
            return []
        lines = (self.home / "calls").read_text().splitlines()
        return [" ".join(json.loads(line)) for line in lines]


def executable(path: Path, text: str) -> Path:
    """A program at `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache; nothing is downloaded."""
    directory = tmp_path / "cache"
    monkeypatch.setenv("CLUSTERDOJO_CACHE", str(directory))
    monkeypatch.setenv("CLUSTERDOJO_MIRROR", "none")
    for name in ("CLUSTERDOJO_RUNTIME_DIR", "CLUSTERDOJO_NODE_IMAGE", "CLUSTERDOJO_DEBIAN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    reach.forget()
    return directory


@pytest.fixture
def engine(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A container engine without images, the only program on PATH.

    A command that it does not know fails the test, even if the code takes the failure for granted.
    """
    del cache
    home = tmp_path / "engine"
    home.mkdir()
    text = FAKE.format(python=sys.executable, home=str(home))
    executable(tmp_path / "bin" / "docker", text)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    yield Engine(home)
    unknown = home / "unknown"
    assert not unknown.exists(), f"unknown to the fake docker: {unknown.read_text()}"


@pytest.fixture
def components(cache: Path) -> None:
    """Every component in the cache: a few bytes each."""
    del cache
    from clusterdojo.images._build import COMPONENTS

    for version in ("1.35.4", "1.34.4"):
        for name in (*COMPONENTS, "kind"):
            one = component(name, version)
            part = _install.partial(one)
            names = "\\n".join(f"a.test/{image}" for image in IMAGES)
            listed = f"printf '{names}\\n'"
            known = {"config images list": listed} if name == "kubeadm" else {}
            fake(part, known, always=f": {one}")
            _install.install(one, part, source="built", origin="test")


IMAGES = (
    "kube-apiserver:v1",
    "kube-controller-manager:v1",
    "kube-scheduler:v1",
    "kube-proxy:v1",
    "coredns/coredns:v1",
    "pause:3",
    "etcd:3",
)
