# The program was copied out of its package: dpkg still knows the old version.
# loses: test_the_packages_are_upgraded test_the_packages_are_held
ssh node01 bash -euo pipefail -s <<'END'
sed -i 's|v{{ from_minor }}|v{{ to_minor }}|' /etc/apt/sources.list.d/kubernetes.list
apt-get update
apt-get install -y --allow-change-held-packages kubeadm='{{ to_version }}-*' kubectl='{{ to_version }}-*'
apt-mark hold kubeadm kubelet kubectl
kubeadm upgrade node --ignore-preflight-errors=SystemVerification
cd /tmp
apt-get download kubelet='{{ to_version }}-*'
dpkg-deb --extract kubelet_*.deb kubelet-new
systemctl stop kubelet
cp kubelet-new/usr/bin/kubelet /usr/bin/kubelet
systemctl start kubelet
END
until kubectl get node node01 | grep --quiet v{{ to_version }}; do sleep 1; done
kubectl wait --for condition=Ready node node01 --timeout 120s
