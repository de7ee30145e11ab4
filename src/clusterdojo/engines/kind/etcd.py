"""An external etcd: a systemd service on a machine of its own.

The machine is a container of the nodes' own image, on the cluster's network, without a kubelet. It
carries a label of ours: kind makes no cluster of a name for which it finds containers.
"""

import subprocess
from pathlib import Path

from clusterdojo import processes
from clusterdojo.container import DockerCommandError, docker, program, require
from clusterdojo.engines.kind import nodes as kind_nodes
from clusterdojo.engines.kind.containers import KindRecord
from clusterdojo.errors import EngineError
from clusterdojo.files import write_atomically
from clusterdojo.lab.model import EtcdSpec

LOG = "etcd.log"
# The API server's way to it: the files' names in the cluster's folder, and where kubeadm has them.
PKI = "etcd-pki"
CLIENT_FILES = {
    "ca.crt": "/etc/kubernetes/pki/etcd/ca.crt",
    "apiserver-etcd-client.crt": "/etc/kubernetes/pki/apiserver-etcd-client.crt",
    "apiserver-etcd-client.key": "/etc/kubernetes/pki/apiserver-etcd-client.key",
}
START_SECONDS = 120.0
# What kind gives its nodes, apart from its labels and a port.
RUN = (
    "--detach", "--tty", "--privileged", "--init=false", "--cgroupns=private", "--userns=host",
    "--restart=on-failure:1", "--security-opt", "seccomp=unconfined",
    "--security-opt", "apparmor=unconfined",
    "--tmpfs", "/tmp", "--tmpfs", "/run",  # noqa: S108 - in the container
    "--volume", "/var", "--volume", "/lib/modules:/lib/modules:ro",
)  # fmt: skip
# Runs before systemd does: no kubelet is ever started, and nobody waits for a boot.
CERTIFICATES = """
for unit in kubelet containerd; do ln -sf /dev/null /etc/systemd/system/$unit.service; done
groupadd --system etcd
useradd --system --gid etcd --home-dir / --no-create-home --shell /usr/sbin/nologin etcd
umask 077
mkdir -p /etc/etcd/pki
cd /etc/etcd/pki
cat > /run/pki.cnf <<CONFIGURATION
[req]
distinguished_name = none
[none]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign, digitalSignature
[member]
extendedKeyUsage = serverAuth, clientAuth
subjectAltName = DNS:$1, DNS:localhost, IP:127.0.0.1, IP:$(hostname -i | cut -d ' ' -f 1)
[client]
extendedKeyUsage = clientAuth
CONFIGURATION
made() {
    file=$1 kind=$2 name=$3
    shift 3
    openssl req -x509 -config /run/pki.cnf -extensions "$kind" -subj "/CN=$name" -days 365 -nodes \
        -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -keyout "$file.key" -out "$file.crt" "$@"
}
made ca ca etcd-ca
made server member "$1" -CA ca.crt -CAkey ca.key
made peer member "$1" -CA ca.crt -CAkey ca.key
made client client kube-apiserver-etcd-client -CA ca.crt -CAkey ca.key
cat ca.crt; echo ---; cat client.crt; echo ---; cat client.key
rm ca.key client.crt client.key /run/pki.cnf
chmod 644 ./*.crt
chmod 755 /etc/etcd /etc/etcd/pki
chown etcd:etcd . ./*
"""
SERVE = """
install -d -m 700 -o etcd -g etcd "$1"
cat > /etc/systemd/system/etcd.service
until systemctl list-jobs > /dev/null 2>&1; do sleep 0.1; done
systemctl daemon-reload
systemctl stop kubelet containerd
systemctl enable --now etcd
"""
UNIT = """\
[Unit]
Description=etcd, the store of a Kubernetes cluster
Documentation=https://etcd.io/docs/
After=network.target

[Service]
Type=notify
User=etcd
Group=etcd
ExecStart=/usr/local/bin/etcd \\
  {options}
Restart=on-failure
RestartSec=5

[Install]
WantedBy=multi-user.target
"""


def begin(record: KindRecord, etcd: EtcdSpec, image: str, folder: Path) -> Path:
    """Start the machine and make its certificates.

    Args:
        record: The cluster, which is written down already.
        etcd: Its host is the machine's name.
        image: The image of the machine.
        folder: The cluster's folder.

    Returns:
        The folder with the API server's files, see CLIENT_FILES.

    Raises:
        EngineError: It does not start.
    """
    host = str(etcd.host)
    mtu = docker(
        "network", "inspect", "bridge", "--format",
        '{{index .Options "com.docker.network.driver.mtu"}}', check=False,
    ).strip()  # fmt: skip
    network = ["--driver=bridge", "--opt=com.docker.network.bridge.enable_ip_masquerade=true"]
    network += [f"--opt=com.docker.network.driver.mtu={mtu}"] if mtu.isdigit() else []
    _launched(folder, host, "network", "create", *network, record.name)
    _launched(
        folder, host, "run", "--name", record.containers[host], "--hostname", host,
        "--label", f"{kind_nodes.OWN_LABEL}={record.name}",
        "--net", record.name, "--network-alias", host, *RUN, image,
    )  # fmt: skip
    told = kind_nodes.run(record, host, "sh", "-euc", CERTIFICATES, "sh", host)
    for name, content in zip(CLIENT_FILES, told.split("\n---\n"), strict=True):
        write_atomically(folder / PKI / name, content.strip() + "\n")
    return folder / PKI


def serve(record: KindRecord, etcd: EtcdSpec, binary: Path) -> None:
    """Put etcd on its machine, and wait until it serves.

    Raises:
        EngineError: It does not.
    """
    host = str(etcd.host)
    try:
        target = f"{record.containers[host]}:/usr/local/bin/etcd"
        docker("cp", "--follow-link", str(binary), target, seconds=START_SECONDS)
    except DockerCommandError as error:
        raise _unmade(host, error.stderr) from error
    kind_nodes.run(
        record, host, "sh", "-euc", SERVE, "sh", etcd.data_dir,
        stdin=unit(etcd).encode(), seconds=START_SECONDS,
    )  # fmt: skip


def unit(etcd: EtcdSpec) -> str:
    """The service's unit file."""
    clients, peers, pki = f"https://{etcd.host}:2379", f"https://{etcd.host}:2380", "/etc/etcd/pki"
    options = {
        "name": etcd.host,
        "data-dir": etcd.data_dir,
        # The address of a container may be another one after its next start.
        "listen-client-urls": "https://0.0.0.0:2379",
        "advertise-client-urls": clients,
        "listen-peer-urls": "https://0.0.0.0:2380",
        "initial-advertise-peer-urls": peers,
        "initial-cluster": f"{etcd.host}={peers}",
        "client-cert-auth": "true",
        "trusted-ca-file": f"{pki}/ca.crt",
        "cert-file": f"{pki}/server.crt",
        "key-file": f"{pki}/server.key",
        "peer-client-cert-auth": "true",
        "peer-trusted-ca-file": f"{pki}/ca.crt",
        "peer-cert-file": f"{pki}/peer.crt",
        "peer-key-file": f"{pki}/peer.key",
    }
    lines = [f"--{name}={value}" for name, value in options.items()]
    return UNIT.format(options=" \\\n  ".join(lines))


def _launched(folder: Path, host: str, *arguments: str) -> None:
    """Run a docker command that makes something, in a process that is known as the cluster's.

    Whoever kills us, what removes the cluster ends it first, and looks again for what it has made.
    """
    log = folder / LOG
    running = processes.launch([program(), *arguments], folder, log, processes.marked(folder))
    said = f"docker {arguments[0]} did not end within {START_SECONDS:g} s"
    try:
        if running.wait(START_SECONDS) == 0:
            return
        said = log.read_text(encoding="utf-8", errors="replace")
    except subprocess.TimeoutExpired:
        pass
    finally:
        running.kill()
        running.wait()
    require()  # a silent engine is the reason, whatever was said
    raise _unmade(host, said)


def _unmade(host: str, said: str) -> EngineError:
    last = (said.strip().splitlines() or ["no reason given"])[-1]
    return EngineError(
        f"{host} did not start: {last[-300:].rstrip('.')}.",
        "`dojo doctor` looks for the cause; start the lab again once it is fixed.",
    )
