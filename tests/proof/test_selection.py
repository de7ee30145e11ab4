"""What is proven where time is short."""

import datetime
import subprocess
from pathlib import Path

from clusterdojo.lab.suite import Suite
from clusterdojo.proof.selection import ROTATIONS, changed_labs, in_turn, select
from clusterdojo.proof.variants import Variant

TODAY = datetime.date(2026, 1, 1)
TOMORROW = datetime.date(2026, 1, 2)


def _variants(lab: str, engine: str) -> list[Variant]:
    names = ("solution", "another seed", "mistake: one", "mistake: two", "other way: three")
    return [Variant(lab, engine, name, "script.sh") for name in names]


WANTED = [
    v for lab in ("a", "b", "c") for engine in ("kwok", "kind") for v in _variants(lab, engine)
]


def test_every_solution_is_required() -> None:
    """A short proof still owes untouched and solution of every lab on every engine."""
    required = select(WANTED, set(), TODAY).required
    assert set(required) == {v for v in WANTED if v.name == "solution"}
    assert {v.engine for v in required} == {"kwok", "kind"}


def test_slow_labs_of_one_subject_take_turns() -> None:
    """Two upgrades are owed always and one more by turns, three of etcd; of another suite's all."""
    upgrades = ["upgrade-controlplane", "upgrade-node01", "upgrade-cluster", "upgrade-plan"]
    stores = ["etcd-broken", "etcd-data-dir", "etcd-snapshot-save", "backup-strategies"]
    wanted = [v for lab in (*upgrades, *stores) for v in _variants(lab, "kind")]
    owed: list[set[str]] = []
    for day in range(20):
        chosen = select(wanted, set(), TODAY + datetime.timedelta(days=day), ROTATIONS)
        labs = {v.lab for v in chosen.required}
        assert {"upgrade-controlplane", "upgrade-node01"} < labs
        assert len(labs & set(upgrades)) == 3
        assert len(labs & set(stores)) == 3
        assert len(chosen.required) + len(chosen.optional) == len(wanted)
        owed.append(labs)
    assert set.union(*owed) == {*upgrades, *stores}
    assert {v.lab for v in select(wanted, set(), TODAY).required} == {*upgrades, *stores}


def test_the_embedded_engine_comes_before_real_nodes() -> None:
    """Its variants are quick, so all of them fit where some of the others do not."""
    engines = [v.engine for v in select(WANTED, {"b"}, TODAY).optional]
    assert engines == sorted(engines, reverse=True)


def test_nothing_is_lost_and_nothing_is_proven_twice() -> None:
    """Required and optional together are what was wanted."""
    chosen = select(WANTED, {"b"}, TODAY)
    assert sorted(map(str, [*chosen.required, *chosen.optional])) == sorted(map(str, WANTED))


def test_changed_labs_come_first() -> None:
    """Whoever changed a lab learns first whether it still holds."""
    real = [v for v in select(WANTED, {"b"}, TODAY).optional if v.engine == "kind"]
    assert {v.lab for v in real[:4]} == {"b"}
    assert "b" not in {v.lab for v in real[4:]}


def test_the_others_take_turns() -> None:
    """Another day, another order; the same day, the same."""
    order = select(WANTED, set(), TODAY).optional
    assert order == select(WANTED, set(), TODAY).optional
    assert order != select(WANTED, set(), TOMORROW).optional


def test_a_whole_proof_goes_through_the_labs_in_turn() -> None:
    """What waits for kubeadm runs beside what needs the processors; nothing is lost."""
    order = in_turn(WANTED)
    assert sorted(map(str, order)) == sorted(map(str, WANTED))
    assert {(v.lab, v.engine) for v in order[:6]} == {(v.lab, v.engine) for v in WANTED}
    assert [v.name for v in order[:6]] == ["solution"] * 6


def test_a_whole_proof_tries_every_right_way_first() -> None:
    """An interrupted one has them all, also of a lab that has many, after one that has few."""
    few = [Variant("few", "kwok", "solution", "solution.sh")]
    loses = frozenset({"criterion"})
    few += [Variant("few", "kwok", f"mistake: {n}", "m.sh", loses) for n in range(3)]
    few += [Variant("few", "kwok", "cheat: a", "c.sh", earns_nothing=True)]
    few += [Variant("few", "kwok", "common cheat: b", "c.sh")]
    many = [Variant("many", "kwok", f"other way: {n}", "o.sh") for n in range(4)]
    many += [Variant("many", "kwok", "mistake: 1", "m.sh", loses)]
    order = in_turn(few + many)
    assert sorted(map(str, order)) == sorted(map(str, few + many))
    assert [v.name for v in order[:5]] == ["solution", *(f"other way: {n}" for n in range(4))]
    assert [v.name for v in order[5:8]] == ["mistake: 0", "mistake: 1", "mistake: 1"]


def _git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"]
    command = ["git", "-C", str(folder), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_a_lab_changes_with_its_folder_or_its_grader(tmp_path: Path) -> None:
    """Both are compared with the commit that docs/proof.md names."""
    for name in ("labs/one/task.md", "checks/test_two_nodes.py", "labs/three/task.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    _git(tmp_path, "init", "--quiet")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "--quiet", "--message", "before")
    commit = _git(tmp_path, "rev-parse", "--short=12", "HEAD")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/proof.md").write_text(f"- clusterdojo 0.1.0, commit {commit}\n")
    (tmp_path / "labs/one/task.md").write_text("after")
    (tmp_path / "checks/test_two_nodes.py").write_text("after")
    assert changed_labs(Suite(tmp_path)) == {"one", "two-nodes"}


def test_without_a_proof_or_git_no_lab_counts_as_changed(tmp_path: Path) -> None:
    """An installed suite is no checkout."""
    assert changed_labs(Suite(tmp_path)) == set()
