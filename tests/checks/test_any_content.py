"""Whatever learners write, every criterion is met or not, and never "the grader failed"."""

import importlib.util
import inspect
import json
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest
import yaml

from clusterdojo.cluster.snapshot import LiveSnapshot
from clusterdojo.grading.outcomes import UngradableError
from clusterdojo.grading.rest import rested_with_nodes
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.suite import installed
from fixtures import restored
from fixtures.answers import Answers
from fixtures.etcd import Etcd
from fixtures.work import Work
from tests.checks.world import ODD, Machines, World, odd

LABS = installed().lab_ids()
DRAWS = 40


def module_of(lab: str) -> ModuleType:
    """The lab's check module, as this test's own."""
    path = installed().check_module(lab)
    spec = importlib.util.spec_from_file_location(f"any_content_{path.stem}", path)
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def criteria_of(lab: str) -> dict[str, Callable[..., object]]:
    """The functions that grade the lab."""
    found = inspect.getmembers(module_of(lab), inspect.isfunction)
    return {name: criterion for name, criterion in found if name.startswith("test_")}


def fill(folder: Path, rng: random.Random, values: Mapping[str, Any]) -> None:
    """Write anything under the names that labs ask for."""
    name = str(values.get("app", "web"))
    metadata = {"name": name, "namespace": "x", "uid": "u", "labels": {"a": "b"}}
    container = {"name": "web", "image": "a:1", "env": [{"name": "LOG_LEVEL", "value": "info"}]}
    spec = {"replicas": 2, "template": {"metadata": {}, "spec": {"containers": [container]}}}
    thing = {"apiVersion": "v1", "kind": "Deployment", "metadata": metadata, "spec": spec}
    beside = {"kind": "Secret", "metadata": {"name": "a", "uid": "u"}, "data": {"a": "Yg=="}}
    things = [odd(rng, one) if rng.random() < 0.7 else one for one in (thing, beside)]
    text = rng.choice(
        [
            "---\n".join(map(yaml.safe_dump, things)),
            json.dumps({"kind": "List", "items": things}),
            "\n".join(map(json.dumps, things)),
            "kind: Pod\nmetadata: &a {name: *a}\n",
            "\ufeff" + yaml.safe_dump(thing),
            str(rng.choice(ODD)),
        ]
    )
    for path in (f"manifests/{name}.yaml", "backup/all.yaml", "backup/rest.yaml",
                 "backup/wednesday.yaml"):  # fmt: skip
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text)
    (folder / "answers").mkdir(exist_ok=True)
    lines = "\n".join(rng.choice(["node01", "pod/x", "", "# x", "²", "a b c", "\0"]) for _ in "abc")
    for path in ("nodes", "hash", "revision", "pod", "data-dir", "since", "serving", "down"):
        (folder / "answers" / f"{path}.txt").write_text(lines)


@pytest.mark.parametrize("lab", LABS)
def test_no_content_makes_a_grader_fail(
    lab: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not one error but findings, whatever is in files, on machines and in custom resources."""
    monkeypatch.setattr(restored, "SECONDS_TO_RUN", 0.0)
    spec = load_lab(installed().lab_dir(lab))
    criteria = criteria_of(lab)
    assert criteria
    for draw in range(DRAWS):
        rng = random.Random(draw)  # noqa: S311 - the same draws in every run
        values = spec.draw(draw)
        names = [one.name for one in spec.clusters]
        fill(tmp_path, rng, values)
        work = Work(tmp_path)
        machines = {name: Machines(rng) for name in names}
        clusters = {name: World(name, rng, values) for name in names}
        befores = {name: World(name, random.Random(0), values) for name in names}  # noqa: S311
        known = {
            "work": work, "answers": Answers(work, reveal=False), "values": values,
            "clusters": clusters, "befores": befores, "machines": machines,
            "cluster": clusters[names[0]], "before": befores[names[0]],
            "machine": machines[names[0]], "trail": None,
            "etcd": lambda node: Etcd(machines[names[0]](node)),  # noqa: B023 - called at once
            "etcds": lambda cluster, node: Etcd(machines[cluster](node)),  # noqa: B023
        }  # fmt: skip
        for name, criterion in criteria.items():
            wanted = inspect.signature(criterion).parameters
            try:
                criterion(**{parameter: known[parameter] for parameter in wanted})
            except (AssertionError, pytest.fail.Exception, UngradableError):
                continue
            except Exception as error:
                msg = f"{name}, draw {draw}: {type(error).__name__}: {error}"
                raise ValueError(msg) from error


def test_nothing_that_a_machine_says_keeps_the_others_from_being_graded() -> None:
    """Whether it is at rest is asked before any criterion."""
    for draw in range(200):
        rng = random.Random(draw)  # noqa: S311 - the same draws in every run
        world, machines = World("cluster1", rng, {}), Machines(rng)
        for found in (cast("LiveSnapshot", world), None):
            rested = rested_with_nodes(
                found,
                lambda: None,
                lambda name: machines(name).reader,  # noqa: B023 - called at once
                world.objects("nodes"),
                deadline=0,
                hosts=("etcd-server",),
            )
            assert rested is found
