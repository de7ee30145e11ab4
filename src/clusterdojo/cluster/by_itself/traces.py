"""What kubectl leaves behind wherever it is used, and harms nobody."""

from collections.abc import Iterator

from clusterdojo.cluster.by_itself.row import ANY, CHANGED, Row, annotation, new_only, written

PODS = ("/pods",)


def rows() -> Iterator[Row]:
    """What kubectl leaves behind wherever it is used, and harms nobody."""
    yield Row(
        "last applied",
        ANY,
        CHANGED,
        "`kubectl apply` notes what it applied; the fields that it changed count",
        annotation("kubectl.kubernetes.io/last-applied-configuration"),
        written,
    )
    yield Row(
        "change cause",
        ANY,
        CHANGED,
        "kubectl notes the command that changed an object",
        annotation("kubernetes.io/change-cause"),
        written,
    )
    yield Row(
        "debug containers",
        PODS,
        CHANGED,
        "`kubectl debug` is the way to look into a pod; nobody can take the container away again",
        ("spec", "ephemeralContainers", "*"),
        new_only,
    )
