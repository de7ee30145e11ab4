"""The configuration that makes a cluster private to this machine and user."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from clusterdojo.engines.kwok.components import KUBECONFIGS
from clusterdojo.engines.kwok.config import Ports, documents
from clusterdojo.lab.model import ClusterSpec

FOLDER = Path("/state/clusters/cluster1")
WORKDIR = FOLDER / "clusters" / "cluster"
NAMES = ("etcd", "etcdctl", "kube-apiserver", "kube-controller-manager", "kube-scheduler",
         "kubectl", "kwok", "kwokctl")  # fmt: skip
BINARIES = {name: Path("/cache") / name for name in NAMES}
PORTS = Ports(20001, 20002, 20003, 20004, 20005, 20006)


def configured(spec: ClusterSpec | None = None) -> list[dict[str, Any]]:
    """The documents for a cluster."""
    return documents(spec or ClusterSpec(), BINARIES, PORTS, FOLDER, WORKDIR)


def options(spec: ClusterSpec | None = None) -> dict[str, Any]:
    """kwokctl's own options."""
    found: dict[str, Any] = configured(spec)[0]["options"]
    return found


def flags(component: str, spec: ClusterSpec | None = None) -> dict[str, str]:
    """The flags that we set for one component."""
    [patch] = [p for p in configured(spec)[0]["componentsPatches"] if p["name"] == component]
    names = [argument["key"] for argument in patch["extraArgs"]]
    assert len(set(names)) == len(names)
    return {argument["key"]: argument["value"] for argument in patch["extraArgs"]}


def texts(thing: Any) -> list[str]:
    """Every text in a document."""
    if isinstance(thing, dict):
        return [text for value in thing.values() for text in texts(value)]
    if isinstance(thing, list):
        return [text for value in thing for text in texts(value)]
    return [thing] if isinstance(thing, str) else []


def test_everything_binds_to_the_loopback_address() -> None:
    """No other machine reaches a learner's cluster."""
    assert options()["bindAddress"] == "127.0.0.1"


def test_every_address_is_the_loopback_address_with_tls() -> None:
    """Neither a wildcard nor plain HTTP is in the configuration."""
    every = texts(configured())
    urls = [url for text in every for url in re.findall(r"\w+://[^/\s,]+", text)]
    assert urls
    assert all(re.fullmatch(r"https://127\.0\.0\.1:\d+", url) for url in urls), urls
    assert not [text for text in every if "0.0.0.0" in text or text == "::"]  # noqa: S104


def test_etcd_asks_every_client_for_its_certificate() -> None:
    """No other user of the machine reads the secrets out of the store."""
    etcd = flags("etcd")
    for address in (
        "listen-client-urls",
        "advertise-client-urls",
        "listen-peer-urls",
        "initial-advertise-peer-urls",
    ):
        assert etcd[address].startswith("https://127.0.0.1:")
    assert etcd["client-cert-auth"] == etcd["peer-client-cert-auth"] == "true"
    for file in ("cert-file", "key-file", "trusted-ca-file", "peer-cert-file", "peer-key-file"):
        assert Path(etcd[file]).is_relative_to(WORKDIR / "pki")


def test_every_component_has_an_identity_of_its_own() -> None:
    """The audit log tells who did what: nobody uses the certificate that kwokctl would share."""
    every = [
        value
        for component in ("etcd", "kube-apiserver", *KUBECONFIGS)
        for name, value in flags(component).items()
        if value.startswith(str(WORKDIR / "pki"))
    ]
    assert every
    assert not [path for path in every if Path(path).stem == "admin"]
    kubeconfigs = {component: flags(component)["kubeconfig"] for component in KUBECONFIGS}
    assert len(set(kubeconfigs.values())) == len({user for _, user in KUBECONFIGS.values()}) == 3


def test_keys_that_sign_different_things_are_different() -> None:
    """Whoever has the key of one thing can't forge another."""
    apiserver, etcd = flags("kube-apiserver"), flags("etcd")
    keys = [
        apiserver["tls-private-key-file"], apiserver["etcd-keyfile"],
        apiserver["service-account-signing-key-file"], apiserver["proxy-client-key-file"],
        etcd["key-file"], flags("kwok-controller")["tls-private-key-file"],
    ]  # fmt: skip
    assert len(set(keys)) == len(keys)
    assert apiserver["etcd-cafile"] != str(WORKDIR / "pki" / "ca.crt")
    manager = flags("kube-controller-manager")
    signing = apiserver["service-account-signing-key-file"]
    assert manager["service-account-private-key-file"] == signing


def test_the_api_server_writes_down_who_does_what() -> None:
    """The log is bounded, and lies in the cluster's folder."""
    apiserver = flags("kube-apiserver")
    assert apiserver["audit-policy-file"] == str(FOLDER / "audit-policy.json")
    assert apiserver["audit-log-path"] == str(FOLDER / "audit" / "audit.log")
    files = int(apiserver["audit-log-maxbackup"]) + 1
    assert 0 < int(apiserver["audit-log-maxsize"]) * files <= 64


def test_the_api_server_has_etcds_certificates() -> None:
    """The one client that etcd has gets in."""
    apiserver = flags("kube-apiserver")
    assert apiserver["etcd-servers"] == flags("etcd")["listen-client-urls"]
    assert apiserver["etcd-cafile"] == flags("etcd")["trusted-ca-file"]
    assert {"etcd-certfile", "etcd-keyfile"} <= set(apiserver)


def test_the_api_server_asks_who_is_there() -> None:
    """TLS, authorization and admission are those of a real cluster."""
    assert options()["securePort"] is True
    assert options()["kubeAuthorization"] is True
    assert options()["kubeAdmission"] is True


def test_what_kwokctl_sets_too_is_replaced() -> None:
    """A flag that is given twice would leave etcd on plain HTTP."""
    for component, names in {
        "etcd": ("listen-client-urls", "listen-peer-urls", "initial-cluster"),
        "kube-apiserver": (
            "etcd-servers",
            "tls-cert-file",
            "tls-private-key-file",
            "service-account-key-file",
            "service-account-signing-key-file",
        ),
        "kube-controller-manager": ("kubeconfig", "service-account-private-key-file"),
        "kube-scheduler": ("kubeconfig",),
        "kwok-controller": ("kubeconfig", "tls-cert-file", "tls-private-key-file"),
    }.items():
        [patch] = [p for p in configured()[0]["componentsPatches"] if p["name"] == component]
        by_name = {argument["key"]: argument for argument in patch["extraArgs"]}
        assert all(by_name[name].get("override") for name in names)


def test_every_process_has_its_own_port() -> None:
    """The ports that were found free are the ones that are used."""
    used = [value for name, value in options().items() if name.endswith("Port")]
    numbers = [value for value in used if not isinstance(value, bool)]
    assert sorted(numbers) == sorted(asdict(PORTS).values())


def test_every_program_is_ours() -> None:
    """kwokctl downloads nothing, and takes nothing from the PATH."""
    programs = {name: value for name, value in options().items() if name.endswith("Binary")}
    assert set(programs.values()) == {str(BINARIES[name]) for name in NAMES if name != "kwokctl"}


def test_a_cluster_writes_into_its_own_folder() -> None:
    """Removing the folder removes the cluster."""
    paths = [text for text in texts(configured()) if text.startswith("/")]
    outside = [path for path in paths if not Path(path).is_relative_to(FOLDER)]
    assert {Path(path).parent for path in outside} == {Path("/cache")}


def test_logs_of_simulated_pods_say_that_they_are_simulated() -> None:
    """`kubectl logs` gives an answer, not a hang."""
    [logs] = [d for d in configured() if d["kind"] == "ClusterLogs"]
    assert logs["spec"] == {"logs": [{"logsFile": str(FOLDER / "simulated.log")}]}


def test_times_are_those_of_a_real_cluster() -> None:
    """50 s until a node is lost, 300 s until its pods are evicted, a heartbeat every 10 s."""
    assert options()["kubeControllerManagerNodeMonitorGracePeriodMilliseconds"] == 50_000
    assert options()["kubeControllerManagerNodeMonitorPeriodMilliseconds"] == 5_000
    assert options()["nodeLeaseDurationSeconds"] == 40
    assert options()["nodeStatusUpdateFrequencyMilliseconds"] == 10_000
    assert flags("kube-apiserver")["default-not-ready-toleration-seconds"] == "300"
    assert flags("kube-apiserver")["default-unreachable-toleration-seconds"] == "300"


@pytest.mark.parametrize("grace", [2, 4, 8, 16, 40, 300])
def test_a_node_renews_its_lease_often_enough(grace: int) -> None:
    """However short the lab makes the time, a living node is never lost."""
    changed = options(ClusterSpec(node_monitor_grace_seconds=grace, eviction_seconds=7))
    period = changed["nodeStatusUpdateFrequencyMilliseconds"]
    assert changed["kubeControllerManagerNodeMonitorGracePeriodMilliseconds"] == grace * 1000
    assert period * 4 <= grace * 1000
    assert changed["kubeControllerManagerNodeMonitorPeriodMilliseconds"] * 4 <= grace * 1000
    assert changed["nodeLeaseDurationSeconds"] <= grace


def test_a_lab_may_shorten_the_evictions() -> None:
    """Both tolerations that admission gives to pods change."""
    changed = flags("kube-apiserver", ClusterSpec(eviction_seconds=7))
    assert changed["default-not-ready-toleration-seconds"] == "7"
    assert changed["default-unreachable-toleration-seconds"] == "7"
