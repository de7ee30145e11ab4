"""Who acts in a cluster that the suite made: each by a name that nobody else has a key for."""

SUITE = "clusterdojo"
"""The suite itself: setup, recording and grading."""

LEARNER = "kubernetes-admin"
"""The learner, as kubeadm calls its administrator."""

CONTROLLER_MANAGER = "system:kube-controller-manager"
SCHEDULER = "system:kube-scheduler"

SIMULATOR = "clusterdojo:simulator"
"""The kubelet of all simulated nodes."""

NODE_PREFIX = "system:node:"
"""A kubelet of a real node, followed by the node's name."""

JOINING_PREFIX = "system:bootstrap:"
"""A machine that joins, followed by the id of the token that kubeadm made for it."""

CONTROLLER_PREFIX = "system:serviceaccount:kube-system:"
"""A controller with an account of its own, followed by the account's name."""

MASTERS = "system:masters"
"""The group of those whom no role stops; a cluster signs no such certificate on request."""

KUBEADM_ADMINS = "kubeadm:cluster-admins"
"""The learner's group since Kubernetes 1.29; a ClusterRoleBinding of this name gives it rights."""
