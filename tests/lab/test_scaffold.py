"""The skeleton of a new lab."""

import stat

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite


def test_a_new_lab_is_found_and_loads(own_suite: Suite) -> None:
    """`dojo new` gives something that `dojo start` takes."""
    written = scaffold(own_suite, "my-lab")
    assert own_suite.lab_ids() == ["my-lab"]
    assert load_lab(own_suite.lab_dir("my-lab")).id == "my-lab"
    assert own_suite.check_module("my-lab") in written
    assert all(path.is_file() for path in written)
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o644}


@pytest.mark.parametrize("lab_id", ["a", "b2", "x" * 63, "a-1"])
def test_short_and_long_names_load(own_suite: Suite, lab_id: str) -> None:
    """Every id that is accepted makes a valid lab.yaml."""
    scaffold(own_suite, lab_id)
    assert load_lab(own_suite.lab_dir(lab_id)).id == lab_id


@pytest.mark.parametrize(
    "lab_id",
    ["", "-", "a-", "-a", "1a", "A", "a_b", "a b", "ä", "../a", "a/b", "a.b", "²", "x" * 64],
)
def test_a_name_that_is_no_id_is_refused(own_suite: Suite, lab_id: str) -> None:
    """Nothing is written for a name that lab.yaml or Python would refuse."""
    with pytest.raises(UsageError):
        scaffold(own_suite, lab_id)
    assert list(own_suite.labs.iterdir()) == list(own_suite.checks.iterdir()) == []


def test_nothing_is_written_over(own_suite: Suite) -> None:
    """A lab, or a check module, that is there stays as it is."""
    scaffold(own_suite, "mine")
    before = (own_suite.labs / "mine" / "task.md").stat().st_mtime_ns
    with pytest.raises(UsageError, match="already exists"):
        scaffold(own_suite, "mine")
    assert (own_suite.labs / "mine" / "task.md").stat().st_mtime_ns == before
    own_suite.check_module("other").write_text("mine")
    with pytest.raises(UsageError, match="already exists"):
        scaffold(own_suite, "other")
    assert own_suite.check_module("other").read_text() == "mine"
