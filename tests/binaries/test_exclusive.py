"""Several dojos at once, and dojos that are killed."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from clusterdojo.binaries import require

if TYPE_CHECKING:
    from tests.binaries.conftest import Releases

KUBECTL = "/v1.35.4/bin/linux/amd64/kubectl"
CONTENT = b"kubectl" * 10_000

CHILD = """
import signal, sys
from clusterdojo.binaries import require
from clusterdojo.binaries import _lock
from clusterdojo.binaries import _official
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background may lack it
_lock.machine = _official.machine = lambda: ("linux", "amd64")

class Loud:
    def stage(self, text): print("stage", text, flush=True)
    def advance(self, done, total, detail=""): print("advance", flush=True)
    def note(self, text): print("note", text, flush=True)

print("path", require(["kubectl"], progress=Loud())["kubectl"], flush=True)
"""


class Dojo:
    """Another process that asks for kubectl."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", CHILD], stdout=subprocess.PIPE, text=True
        )

    def says(self, word: str) -> str:
        """Wait for a line with `word`; returns it."""
        assert self.process.stdout
        for line in self.process.stdout:
            if word in line:
                return line.strip()
        pytest.fail(f"never said {word}")

    def end(self) -> None:
        """Make sure that it is gone."""
        self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()


@pytest.fixture
def dojos() -> Iterator[list[Dojo]]:
    """Processes that are gone after the test."""
    started: list[Dojo] = []
    yield started
    for dojo in started:
        dojo.end()


def in_two_halves(gate: threading.Event) -> object:
    """Answers of which the rest comes once the gate is open."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(CONTENT)))
        handler.end_headers()
        handler.wfile.write(CONTENT[:1000])
        handler.wfile.flush()
        gate.wait(8)
        try:
            handler.wfile.write(CONTENT[1000:])
        except OSError:
            handler.close_connection = True

    return answer


def test_two_at_once_wait_for_each_other(
    releases: "Releases", dojos: list[Dojo], cache: Path
) -> None:
    """One fetches, the other says for whom it waits, and both get the same binary."""
    gate = threading.Event()
    releases.publish(KUBECTL, CONTENT)
    releases.files[KUBECTL] = in_two_halves(gate)  # type: ignore[assignment]
    dojos.append(Dojo())
    dojos[0].says("advance")
    assert not (cache / "runtime" / "kubectl" / "1.35.4" / "kubectl").exists()
    dojos.append(Dojo())
    waiting = dojos[1].says("waiting")
    assert f"another dojo (process {dojos[0].process.pid})" in waiting
    gate.set()
    assert dojos[0].says("path") == dojos[1].says("path")
    assert releases.asked[KUBECTL] == 1


def test_after_a_kill_the_next_run_goes_on(
    releases: "Releases", dojos: list[Dojo], cache: Path
) -> None:
    """A kill -9 in a download leaves no lock, and no half file under the final name."""
    gate = threading.Event()
    releases.publish(KUBECTL, CONTENT)
    releases.files[KUBECTL] = in_two_halves(gate)  # type: ignore[assignment]
    dojos.append(Dojo())
    dojos[0].says("advance")
    os.kill(dojos[0].process.pid, signal.SIGKILL)
    dojos[0].process.wait()
    gate.set()
    folder = cache / "runtime" / "kubectl" / "1.35.4"
    assert [file.suffix for file in folder.iterdir()] == [".part"]
    releases.files[KUBECTL] = CONTENT
    assert require(["kubectl"])["kubectl"].read_bytes() == CONTENT
    assert sorted(file.name for file in folder.iterdir()) == ["kubectl", "record.json"]


def test_ctrl_c_in_a_download_leaves_nothing(
    releases: "Releases", dojos: list[Dojo], cache: Path
) -> None:
    """The half file goes with the process that was writing it."""
    gate = threading.Event()
    releases.publish(KUBECTL, CONTENT)
    releases.files[KUBECTL] = in_two_halves(gate)  # type: ignore[assignment]
    dojos.append(Dojo())
    dojos[0].says("advance")
    dojos[0].process.send_signal(signal.SIGINT)
    dojos[0].process.wait(5)
    gate.set()
    assert not list((cache / "runtime").rglob("*.part"))
