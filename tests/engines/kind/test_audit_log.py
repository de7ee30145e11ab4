"""The audit log of a real control plane, as the container engine hands it out."""

import json
import os
import tarfile
from pathlib import Path

import pytest

from clusterdojo.engines.kind.audit_log import FOLDER, POLICY_FILE, audit_log
from clusterdojo.engines.registry import audit_log as registered
from tests.fakes import fake

UP = {"version": "echo 28.0"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a cluster."""
    folder = tmp_path / "cluster1"
    folder.mkdir()
    (folder / POLICY_FILE).write_text("{}")
    machines = {"node01": "it-worker", "controlplane": "it-control-plane"}
    (folder / "kind.json").write_text(json.dumps({"containers": machines}))
    return folder


@pytest.fixture
def docker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a fake `docker`."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    return tmp_path / "bin" / "docker"


def contents(folder: Path) -> list[bytes]:
    """What is in the log's files, oldest first."""
    log = audit_log(folder)
    assert log is not None
    files = log.files()
    read = [file.read() for file in files]
    for file in files:
        file.close()
    return read


def test_its_files_are_read_oldest_first(folder: Path, docker: Path, tmp_path: Path) -> None:
    """Nothing but the log's regular files counts."""
    audit = tmp_path / "audit"
    audit.mkdir()
    (audit / "audit.log").write_bytes(b"newest")
    (audit / "audit-2026-11-30T20-00-00.000.log").write_bytes(b"older")
    (audit / "audit-2026-11-30T19-00-00.000.log").write_bytes(b"oldest")
    (audit / "notes.txt").write_bytes(b"root was here")
    (audit / "audit-9.log").symlink_to("/etc/passwd")
    with tarfile.open(tmp_path / "audit.tar", "w") as archive:
        archive.add(audit, "audit")
    fake(docker, {f"cp it-control-plane:{FOLDER} -": f"cat {tmp_path}/audit.tar"})
    assert contents(folder) == [b"oldest", b"older", b"newest"]


def test_an_archive_that_was_cut_gives_what_is_whole(
    folder: Path, docker: Path, tmp_path: Path
) -> None:
    """A file of 300 GB that root put there hides what comes after it, not the fact."""
    audit = tmp_path / "audit"
    audit.mkdir()
    (audit / "audit-1.log").write_bytes(b"whole")
    (audit / "audit.log").write_bytes(b"x" * 100_000)
    with tarfile.open(tmp_path / "audit.tar", "w") as archive:
        for name in ("audit-1.log", "audit.log"):
            archive.add(audit / name, f"audit/{name}")
    fake(docker, {"cp": f"head -c 60000 {tmp_path}/audit.tar"})
    assert contents(folder)[0] == b"whole"


def test_a_log_that_was_removed_is_empty(folder: Path, docker: Path) -> None:
    """That is the learner's doing: the trail says that it is gone."""
    fake(docker, UP | {"cp": "echo 'no such file' >&2; exit 1"})
    assert contents(folder) == []


def test_an_engine_that_is_away_is_not_the_learners_doing(folder: Path, docker: Path) -> None:
    """Nothing can be said about the log."""
    fake(docker, {"version": "exit 1", "cp": "exit 1"})
    with pytest.raises(OSError, match="does not answer"):
        contents(folder)


def test_a_cluster_of_an_earlier_version_has_none(folder: Path) -> None:
    """Nor has one whose record is damaged."""
    (folder / "kind.json").write_text("{")
    assert audit_log(folder) is None
    (folder / POLICY_FILE).unlink()
    assert audit_log(folder) is None


def test_it_is_found_without_loading_the_engine(folder: Path) -> None:
    """Grading has no time for that."""
    found = registered("kind", folder)
    assert type(found) is type(audit_log(folder))
