"""The skeleton of a new lab: it lints, and fails its proof until somebody fills it in."""

import re
from pathlib import Path

from clusterdojo.errors import UsageError
from clusterdojo.files import write_atomically
from clusterdojo.lab.loading import SCHEMA_LINE
from clusterdojo.lab.suite import Suite

# As in lab.yaml, and the check module is a Python name.
ID = re.compile(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?")
ID_RULE = "at most 63 lower-case letters, digits and hyphens, beginning with a letter"


def scaffold(suite: Suite, lab_id: str) -> list[Path]:
    """Write the files of a new lab.

    Returns:
        What was written.

    Raises:
        UsageError: The id is no good, or taken.
    """
    if not ID.fullmatch(lab_id):
        raise UsageError(f"{lab_id!r} can't be a lab's id.", f"Use {ID_RULE}.")
    folder, module = suite.labs / lab_id, suite.check_module(lab_id)
    for path in (folder, module):
        if path.exists():
            raise UsageError(f"{path} already exists.", "Choose another id.")
    files = {
        folder / name: text.replace("LAB_ID", lab_id).replace("LAB_TITLE", _title(lab_id))
        for name, text in FILES.items()
    }
    files[module] = CHECKS.replace("LAB_ID", lab_id)
    for path, text in files.items():
        write_atomically(path, text, mode=0o644)
    return list(files)


def _title(lab_id: str) -> str:
    return f"To be written: {lab_id}".replace("-", " ")


FILES = {
    "lab.yaml": f"""{SCHEMA_LINE}
apiVersion: clusterdojo.dev/v1alpha1
kind: Lab
id: LAB_ID
title: "LAB_TITLE"
domain: workloads
minutes: 5
difficulty: easy
engines: [kwok]
values:
  namespace:
    choose: [apple, cherry, plum]
docs:
  - https://kubernetes.io/docs/concepts/
""",
    "task.md": """# LAB_TITLE

Context: `cluster1`

Say what is wrong or wanted, as the exam would. Name every requirement that is graded.

1. In namespace `{{ namespace }}`, …
""",
    "hints.md": """1. The hint that gives away least.
2. A hint that gives away more.
""",
    "setup/10-namespace.yaml": """apiVersion: v1
kind: Namespace
metadata:
  name: {{ namespace }}
""",
    "solution.sh": """# What a learner would type.
kubectl get namespace {{ namespace }}
""",
    "mistakes/nothing-done.sh": """# Say what the learner got wrong.
# loses: test_the_work_is_done
true
""",
    "mistakes/half-done.sh": """# Say what the learner got wrong.
# loses: test_the_work_is_done
true
""",
    "cheats/forged-status.sh": """# Say what looks done and is not, such as a hand-made status.
# loses: test_the_work_is_done
true
""",
    "cheats/forged-owner.sh": """# Say what is claimed, such as an owner that made nothing.
# loses: test_the_work_is_done
true
""",
    "cheats/hostile-answer.sh": """# Say what the grader has to read and can't, such as a pipe.
# earns: nothing
true
""",
    "mistakes/wrong-namespace.sh": """# Say what the learner got wrong.
# loses: test_the_work_is_done test_nothing_else_was_changed
kubectl create configmap to-be-written --namespace default
""",
}
CHECKS = '''"""LAB_ID: say in one sentence what is true when the lab is solved."""

from collections.abc import Mapping

import pytest

from clusterdojo.lab.values import Drawn
from fixtures import differs
from fixtures.allowed import SCRATCH, Allowance, configmap
from fixtures.cluster import Cluster

pytestmark = pytest.mark.lab("LAB_ID")


def allowed(values: Mapping[str, Drawn]) -> list[Allowance]:
    """Say what the task allows to change; everything else is harm."""
    return [configmap(values["namespace"], "to-be-written").created, SCRATCH]


@pytest.mark.points(1)
def test_the_work_is_done(cluster: Cluster, values: Mapping[str, Drawn]) -> None:
    """Say why this matters; the learner reads it."""
    done = cluster.find("configmaps", "to-be-written", str(values["namespace"]))
    assert done is not None, differs("there is no ConfigMap to-be-written")
'''
