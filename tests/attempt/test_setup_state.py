"""The start state: how setup/ is applied, by scripts that are real and a kubectl that is none."""

import datetime
from pathlib import Path

import pytest

from clusterdojo.attempt.environment import furnish
from clusterdojo.attempt.model import Attempt, AttemptRecord
from clusterdojo.attempt.setup_state import apply
from clusterdojo.errors import ContentError
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.model import Lab
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite
from tests.fakes import fake


@pytest.fixture
def folder(own_suite: Suite) -> Path:
    """A lab whose setup/ is empty."""
    scaffold(own_suite, "demo")
    made = own_suite.lab_dir("demo")
    (made / "setup" / "10-namespace.yaml").unlink()
    return made


@pytest.fixture
def lab(folder: Path) -> Lab:
    """The lab in that folder."""
    return load_lab(folder)


@pytest.fixture
def kubectl(tmp_path: Path) -> Path:
    """A program that applies all that it is given."""
    return fake(tmp_path / "kubectl", {"apply": ""})


@pytest.fixture
def attempt(tmp_path: Path, kubectl: Path) -> Attempt:
    """An attempt at the lab."""
    record = AttemptRecord(
        id="1-demo", lab="demo", engine="kwok", seed=1, values={"namespace": "shop"},
        clusters=["cluster1"], settle_seconds=1,
        started=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
    )  # fmt: skip
    made = Attempt(tmp_path / "1-demo", record)
    made.save()
    furnish(made, {"kubectl": kubectl})
    return made


def test_a_script_works_in_the_work_folder_with_the_drawn_values(
    lab: Lab, folder: Path, attempt: Attempt
) -> None:
    """It prepares what the learner finds there."""
    (folder / "setup" / "10-file.sh").write_text("echo {{ namespace }} > name.txt\n")
    apply(lab, folder, attempt, "cluster1")
    assert (attempt.work / "name.txt").read_text() == "shop\n"


def test_setting_up_knows_no_kuberc(
    lab: Lab, folder: Path, attempt: Attempt, kubectl: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With interactive deletion as the learner's default, a script would delete nothing."""
    monkeypatch.setenv("KUBERC", "/home/me/work.kuberc")
    fake(kubectl, {"apply": 'echo "$KUBERC" >> kuberc.txt'})
    (folder / "setup" / "10-a.yaml").write_text("kind: Namespace\n")
    (folder / "setup" / "20-b.sh").write_text('echo "$KUBERC" >> kuberc.txt\n')
    apply(lab, folder, attempt, "cluster1")
    assert (attempt.work / "kuberc.txt").read_text() == "off\noff\n"


def test_a_file_that_is_no_text_is_told(lab: Lab, folder: Path, attempt: Attempt) -> None:
    """A manifest in Latin-1 is a fault of the lab's."""
    path = folder / "setup" / "10-config.yaml"
    path.write_bytes(b"# f\xfcr\n")
    with pytest.raises(ContentError, match=f"^{path} is not UTF-8 text"):
        apply(lab, folder, attempt, "cluster1")


def test_a_folder_is_told(lab: Lab, folder: Path, attempt: Attempt) -> None:
    """What lies in it would be applied to nothing, in silence."""
    (folder / "setup" / "cluster1").mkdir()
    with pytest.raises(ContentError, match=r"setup/cluster1 can't be read: Is a directory"):
        apply(lab, folder, attempt, "cluster1")


def test_a_batch_that_fails_is_named_by_all_its_files(
    lab: Lab, folder: Path, attempt: Attempt, kubectl: Path
) -> None:
    """kubectl takes them at once, and not the first one alone may be wrong."""
    for name in ("10-a.yaml", "20-b.yaml"):
        (folder / "setup" / name).write_text("kind: ConfigMap\n")
    fake(kubectl, {"apply": "seq 4; exit 1"})
    with pytest.raises(ContentError) as caught:
        apply(lab, folder, attempt, "cluster1")
    files = "setup/10-a.yaml, setup/20-b.yaml"
    assert caught.value.what == f"{files} ended with exit code 1: 2 / 3 / 4."


def test_a_script_that_fails_without_a_word_is_told(
    lab: Lab, folder: Path, attempt: Attempt
) -> None:
    """With its exit code."""
    (folder / "setup" / "10-file.sh").write_text("exit 7\n")
    with pytest.raises(
        ContentError, match=r"^setup/10-file\.sh ended with exit code 7 without any output"
    ):
        apply(lab, folder, attempt, "cluster1")


def test_what_comes_too_early_is_tried_again(
    lab: Lab, folder: Path, attempt: Attempt, kubectl: Path
) -> None:
    """A new API server serves its groups one after the other."""
    (folder / "setup" / "10-a.yaml").write_text("kind: ConfigMap\n")
    early = "echo no matches for kind >&2; exit 1"
    fake(kubectl, {"apply": f"[ -e tried ] && exit\ntouch tried; {early}"})
    apply(lab, folder, attempt, "cluster1")
    assert (attempt.work / "tried").exists()


def test_what_is_wrong_is_not_tried_again(
    lab: Lab, folder: Path, attempt: Attempt, kubectl: Path
) -> None:
    """A service account that was made has nothing to do with what was not found."""
    (folder / "setup" / "10-a.yaml").write_text("kind: ConfigMap\n")
    said = (
        "echo serviceaccount/app created; echo namespaces nowhere not found; echo >> tries; exit 1"
    )
    fake(kubectl, {"apply": said})
    with pytest.raises(ContentError, match="nowhere not found"):
        apply(lab, folder, attempt, "cluster1")
    assert (attempt.work / "tries").read_text() == "\n"
