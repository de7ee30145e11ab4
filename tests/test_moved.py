"""Check modules of other suites go on to work with the names that modules had."""

import importlib
import subprocess
import sys

import pytest

from clusterdojo.moved import MOVED

OLD = """
from clusterdojo.values import Drawn
from clusterdojo.kube import Object
import clusterdojo.lab.values, clusterdojo.cluster.client
import clusterdojo.values
assert clusterdojo.values is clusterdojo.lab.values
assert Object is clusterdojo.cluster.client.Object
assert clusterdojo.lab.values.__spec__.name == clusterdojo.lab.values.__name__
assert clusterdojo.lab.values.__name__ == "clusterdojo.lab.values"
"""


@pytest.mark.parametrize("name", MOVED)
def test_an_old_name_is_the_module_of_the_new_one(name: str) -> None:
    """Not a copy: classes are compared by identity."""
    new = importlib.import_module(MOVED[name])
    assert importlib.import_module(name) is new
    assert new.__name__ == MOVED[name]
    assert new.__spec__ is not None
    assert new.__spec__.name == MOVED[name]


def test_a_check_of_yesterday_imports_what_it_did() -> None:
    """In a process that has loaded nothing else."""
    subprocess.run([sys.executable, "-c", OLD], check=True)


def test_other_names_are_as_unknown_as_ever() -> None:
    """The usual error, with the name that was asked for."""
    with pytest.raises(ModuleNotFoundError, match=r"clusterdojo\.lifecycle"):
        importlib.import_module("clusterdojo.lifecycle")


def test_the_version_costs_no_more_than_before() -> None:
    """Nothing heavy is loaded with the package."""
    code = "import sys, clusterdojo; print(len([m for m in sys.modules if 'clusterdojo' in m]))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert int(done.stdout) == 2
