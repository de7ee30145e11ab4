# Nothing was installed: the version was edited where dpkg keeps it.
# loses: test_the_packages_are_upgraded
for node in node01; do
    ssh $node bash -euo pipefail -s <<'NODE'
for package in kubeadm kubelet kubectl; do
    sed -i "/^Package: $package$/,/^$/s/^Version: {{ from_version }}-/Version: {{ to_version }}-/" /var/lib/dpkg/status
done
apt-mark hold kubeadm kubelet kubectl
dpkg --list kubelet | grep {{ to_version }}
NODE
done
