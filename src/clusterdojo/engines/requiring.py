"""Refusing a cluster that an engine can't make."""

from clusterdojo.engines.protocol import Engine
from clusterdojo.errors import UsageError
from clusterdojo.lab.model import ClusterSpec


def require_fit(engine: Engine, spec: ClusterSpec) -> None:
    """See that the engine can make the cluster.

    Raises:
        UsageError: It can't; the message says why.
    """
    if why := engine.unfit(spec):
        raise UsageError(
            f"Engine {engine.name} can't make this cluster: {', and '.join(why)}.",
            "Choose another engine with --engine, or fix the lab's lab.yaml.",
        )
