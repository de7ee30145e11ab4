# The new programs are mounted over the old ones from memory, and dpkg's record of them was edited.
# loses: test_the_packages_are_upgraded
# after: solution
ssh controlplane bash -euo pipefail -s <<'NODE'
mount --options remount,exec /run
for program in kubelet kubectl; do
    cp /usr/bin/$program /run/$program
    mount --bind /run/$program /usr/bin/$program
done
systemctl restart kubelet
NODE
kubectl wait --for condition=Ready node controlplane --timeout 90s
