"""Engines: where a lab's clusters come from. One module each; the protocol says what they can."""

from clusterdojo.engines.protocol import Engine, NodeAccess, RunningCluster
from clusterdojo.errors import UsageError

ENGINES = ("kwok", "kind")


def engine(name: str) -> Engine:
    """The engine of that name.

    Raises:
        UsageError: There is no such engine.
    """
    if name == "kwok":
        from clusterdojo.engines.kwok.engine import KwokEngine  # load what is used

        return KwokEngine()
    if name == "kind":
        from clusterdojo.engines.kind.engine import KindEngine  # load what is used

        return KindEngine()
    raise UsageError(
        f"There is no engine called {name!r}.", f"Choose one of: {', '.join(ENGINES)}."
    )


__all__ = ["ENGINES", "Engine", "NodeAccess", "RunningCluster", "engine"]
