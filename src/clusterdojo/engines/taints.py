"""Taints of nodes, as Node objects have them."""

CONTROL_PLANE_ROLE = "node-role.kubernetes.io/control-plane"


def taint(text: str) -> dict[str, str]:
    """The taint that kubectl would write as `text`, such as key=value:NoSchedule."""
    pair, _, effect = text.rpartition(":")
    key, equals, value = pair.partition("=")
    return {"key": key, "effect": effect} | ({"value": value} if equals else {})
