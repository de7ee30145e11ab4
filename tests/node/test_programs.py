"""What graders may run on a node."""

import pytest

from clusterdojo.node.programs import require_reading


@pytest.mark.parametrize(
    "command",
    [
        "cat /etc/hosts",
        "systemctl is-enabled kubelet",
        "systemctl show --property=MainPID --value kubelet",
        "systemctl --no-pager status kubelet",
        "journalctl --no-pager -u kubelet -n 20",
        "etcdctl --endpoints=https://127.0.0.1:2379 --cacert=/ca.crt member list -w json",
        "etcdutl snapshot status /backup.db --write-out=json",
        "kubeadm certs check-expiration",
        "openssl x509 -noout -enddate -in /etc/kubernetes/pki/ca.crt",
        "ip -j route show",
        "find /etc/kubernetes -name *.yaml -type f",
        "ctr -n=k8s.io images ls -q",
        "sysctl -n net.ipv4.ip_forward",
        "dpkg-query --show --showformat=${Version} kubelet",
        "apt-mark showhold",
        "kubectl version --client",
        "hostname",
    ],
)
def test_reading_is_allowed(command: str) -> None:
    """What a lab wants to know of a node can be asked."""
    require_reading(command.split())


@pytest.mark.parametrize(
    "command",
    [
        "",
        "rm /etc/hosts",
        "apt-mark hold kubelet",
        "dpkg-query --control-path kubelet",
        "dpkg-query --admindir=/tmp --show kubelet",
        "kubectl get nodes",
        "kubectl --kubeconfig=/root/evil version",
        "sh -c true",
        "systemctl stop kubelet",
        "systemctl --no-pager restart kubelet",
        "systemctl",
        "systemctl show --now kubelet",
        "systemctl --host=node02 show kubelet",
        "journalctl --vacuum-size=1",
        "journalctl --rot",
        "journalctl -f",
        "etcdctl del --prefix /",
        "etcdctl member remove 1",
        "etcdctl member",
        "etcdutl snapshot restore /backup.db",
        "kubeadm reset",
        "kubeadm certs renew all",
        "openssl x509 -in a -out b",
        "ip route add default via 10.0.0.1",
        "find / -delete",
        "find / -exec rm {} ;",
        "find / -fprint /etc/hosts",
        "ctr images rm web",
        "sysctl -w net.ipv4.ip_forward=0",
        "sysctl net.ipv4.ip_forward=0",
        "hostname node09",
        "hostname -F /etc/hosts",
        "kubelet --config=/etc/hosts",
        "tail -f /var/log/syslog",
        "ss -K",
    ],
)
def test_whatever_else_is_refused(command: str) -> None:
    """What is not known to change nothing is not run."""
    with pytest.raises(ValueError, match=r"graders may run|might change|only options|would write"):
        require_reading(command.split())
