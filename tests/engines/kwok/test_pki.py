"""The keys of an embedded cluster."""

import base64
import stat
import subprocess
from pathlib import Path

import pytest
import yaml

from clusterdojo.cluster.identities import LEARNER, SUITE
from clusterdojo.engines.kwok import pki as kwok_pki
from clusterdojo.engines.kwok.components import KUBECONFIGS

SERVER = "https://127.0.0.1:20001"


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, str, str]:
    """The folder, the learner's kubeconfig and the suite's."""
    return (tmp_path / "pki", *kwok_pki.write(tmp_path / "pki", SERVER, "cluster1"))


def user(kubeconfig: str) -> str:
    """The subject of the client's certificate in a kubeconfig."""
    content = yaml.safe_load(kubeconfig)["users"][0]["user"]
    done = subprocess.run(
        ["openssl", "x509", "-noout", "-subject", "-nameopt", "RFC2253"],
        input=base64.b64decode(content["client-certificate-data"]), capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout.decode().strip().removeprefix("subject=")


def test_everybody_is_somebody_else(made: tuple[Path, str, str]) -> None:
    """The learner, the suite and each component have a user of their own."""
    folder, learners, own = made
    components = [(folder / file).read_text() for file, _ in KUBECONFIGS.values()]
    users = [user(text) for text in (learners, own, *components)]
    assert users[:2] == [f"CN={LEARNER},O=kubeadm:cluster-admins", f"CN={SUITE},O=system:masters"]
    assert [u.partition(",")[0] for u in users[2:]] == [f"CN={u}" for _, u in KUBECONFIGS.values()]


def test_every_key_is_of_one_thing(made: tuple[Path, str, str]) -> None:
    """A key that serves two purposes would let the holder of one do the other."""
    folder, learners, own = made
    keys = [path.read_text() for path in folder.rglob("*.key")]
    texts = [learners, *((folder / file).read_text() for file, _ in KUBECONFIGS.values())]
    keys += [yaml.safe_load(text)["users"][0]["user"]["client-key-data"] for text in texts]
    assert len(keys) == len(set(keys)) >= 11
    # kwokctl itself acts as the suite.
    suites = base64.b64decode(yaml.safe_load(own)["users"][0]["user"]["client-key-data"])
    assert suites.decode() == (folder / "admin.key").read_text()


def test_no_authority_can_sign_again(made: tuple[Path, str, str]) -> None:
    """No key in the folder is that of a certificate that signs others."""
    folder = made[0]
    authorities = [p for p in folder.rglob("*.crt") if p.name == "ca.crt"]
    assert len(authorities) == 2
    assert not [path for path in authorities if path.with_suffix(".key").exists()]
    publics = {public(path, "x509", "-pubkey", "-noout") for path in authorities}
    assert not publics & {public(path, "pkey", "-pubout") for path in folder.rglob("*.key")}


def public(path: Path, *command: str) -> str:
    """The public half of a certificate or a key."""
    done = subprocess.run(
        ["openssl", *command, "-in", path], capture_output=True, text=True, check=True
    )
    return done.stdout


def test_all_of_it_is_the_owners(made: tuple[Path, str, str]) -> None:
    """Files are 0600, folders 0700."""
    for path in made[0].rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
