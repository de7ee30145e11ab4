# Only an annotation and the node's status were changed; its kubelet restores the status.
# loses: test_nothing_else_was_changed test_the_packages_are_upgraded test_the_packages_are_held test_the_kubelet_runs_the_new_version test_the_node_is_back test_the_application_runs_there
kubectl annotate node node01 kubernetes.io/version=v{{ to_version }}
kubectl patch node node01 --subresource status --type merge \
    --patch '{"status": {"nodeInfo": {"kubeletVersion": "v{{ to_version }}"}}}'
