"""Where the labs are."""

import pytest

from clusterdojo.errors import UsageError
from clusterdojo.scaffold import scaffold
from clusterdojo.suite import Suite


def test_a_lab_is_a_folder_with_a_lab_yaml(own_suite: Suite) -> None:
    """A folder that is none yet is not listed."""
    scaffold(own_suite, "second")
    scaffold(own_suite, "first")
    (own_suite.labs / "half-made").mkdir()
    assert own_suite.lab_ids() == ["first", "second"]
    assert own_suite.lab_dir("first") == own_suite.labs / "first"


def test_an_unknown_lab_is_told_with_the_closest_one(own_suite: Suite) -> None:
    """A typo costs one look."""
    scaffold(own_suite, "drain-node01")
    with pytest.raises(UsageError) as caught:
        own_suite.lab_dir("drain-node1")
    assert caught.value.what == "There is no lab called 'drain-node1'."
    assert caught.value.do == "Did you mean drain-node01? `dojo list` shows all labs."


@pytest.mark.parametrize("name", ["", ".", "..", "../labs", "first/", "/etc", "first/lab.yaml"])
def test_a_path_is_no_lab(own_suite: Suite, name: str) -> None:
    """Nothing outside labs/ is ever run as a lab."""
    scaffold(own_suite, "first")
    with pytest.raises(UsageError):
        own_suite.lab_dir(name)


def test_a_lab_is_graded_by_the_module_of_its_name(own_suite: Suite) -> None:
    """Hyphens are no part of a Python name."""
    assert own_suite.check_module("drain-node01") == own_suite.checks / "test_drain_node01.py"
