"""What the node image takes from Debian."""

SUITE = "bookworm"

PACKAGES = (
    # What runs pods.
    "systemd-sysv",
    "containerd",
    "runc",
    "containernetworking-plugins",
    # What the kubelet, kubeadm and kube-proxy call, and kind's own scripts.
    "conntrack",
    "ethtool",
    "iproute2",
    "iptables",
    "jq",
    "kmod",
    "mount",
    "nftables",
    "procps",
    "socat",
    "util-linux",
    # The learner's seat.
    "bash-completion",
    "bsdextrautils",
    "ca-certificates",
    "curl",
    "gpg",
    "gpg-agent",
    "iputils-ping",
    "less",
    "openssh-server",
    "psmisc",
    "sudo",
    "vim",
    # What small images are made of.
    "busybox-static",
)

CNI_PLUGINS = ("host-local", "loopback", "portmap", "ptp")

LEFT_OUT = (
    "/usr/share/doc/*",
    "/usr/share/info/*",
    "/usr/share/lintian/*",
    "/usr/share/locale/*",
    "/usr/share/man/*",
    "/usr/share/vim/vim*/doc/*",
    "/usr/share/vim/vim*/lang/*",
    "/usr/share/vim/vim*/spell/*",
    "/usr/share/vim/vim*/tutor/*",
    # Shims of older interfaces.
    "/usr/bin/containerd-shim",
    "/usr/bin/containerd-shim-runc-v1",
    "/usr/lib/cni/*",
)
"""Paths in packages that no node uses: a quarter of the whole."""

KEPT = ("/usr/share/doc/*/copyright", *(f"/usr/lib/cni/{plugin}" for plugin in CNI_PLUGINS))
"""Exceptions from LEFT_OUT."""
