"""What is written down before a cluster is made."""

from pathlib import Path

from clusterdojo.engines.kind.containers import FILE, KindRecord
from clusterdojo.lab.model import ClusterSpec, EtcdSpec


def test_containers_are_known_before_they_are_there(tmp_path: Path) -> None:
    """They are called as kind will call them: the first of each role without a number."""
    record = KindRecord.plan(ClusterSpec(), tmp_path, 20_001)
    assert record.containers == {
        "controlplane": f"{record.name}-control-plane",
        "node01": f"{record.name}-worker",
        "node02": f"{record.name}-worker2",
    }


def test_no_two_folders_share_a_name(tmp_path: Path) -> None:
    """Clusters of one attempt, of two attempts and of two users have different names."""
    names = {KindRecord.plan(ClusterSpec(), tmp_path / n, 1).name for n in ("a", "b", "c/a")}
    assert len(names) == 3
    # kind makes host names of it, which have 63 characters at most.
    assert all(len(name) < 40 and name.startswith("dojo-") for name in names)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """The record outlives the process, nodes that the suite stopped included."""
    record = KindRecord.plan(ClusterSpec(), tmp_path, 20_001).with_stopped("node01", stopped=True)
    record.write(tmp_path)
    assert KindRecord.read(tmp_path) == record
    assert record.with_stopped("node01", stopped=False).stopped == []
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_a_damaged_record_still_tells_the_name(tmp_path: Path) -> None:
    """The cluster's containers are found whatever became of the file."""
    (tmp_path / FILE).write_text("{")
    found = KindRecord.read(tmp_path)
    assert found is not None
    assert found.name == KindRecord.plan(ClusterSpec(), tmp_path, 1).name


def test_a_folder_without_a_record_has_no_cluster(tmp_path: Path) -> None:
    """Where kind was never at work, the container engine need not be asked."""
    assert KindRecord.read(tmp_path) is None
    assert KindRecord.read(tmp_path / "nowhere") is None


def test_an_external_etcd_has_a_container_of_the_clusters_name(tmp_path: Path) -> None:
    """It is a machine of the cluster, and no node; a record of former times has none."""
    spec = ClusterSpec(etcd=EtcdSpec(host="etcd-server"))
    record = KindRecord.plan(spec, tmp_path, 1)
    assert record.containers["etcd-server"] == f"{record.name}-etcd-server"
    assert record.hosts == ["etcd-server"]
    (tmp_path / "kind.json").write_text('{"name": "a", "port": 1, "containers": {}}')
    former = KindRecord.read(tmp_path)
    assert former is not None
    assert former.hosts == []
