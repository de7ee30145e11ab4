# The scheduler was downgraded to the version of the kubelets.
# loses: test_the_control_plane_stays_upgraded test_the_packages_are_upgraded test_the_packages_are_held test_the_kubelet_of_the_control_plane test_the_kubelet_of_the_worker test_the_nodes_are_back test_the_application_runs_there
ssh controlplane "sed -i 's|:v{{ to_version }}$|:v{{ from_version }}|' /etc/kubernetes/manifests/kube-scheduler.yaml
    while pgrep --exact kube-scheduler | xargs -I PID /proc/PID/exe --version | grep v{{ to_version }}; do sleep 1; done"
