"""Free ports on the loopback address, and what to do when one was not free after all."""

import contextlib
import random
import socket
from collections.abc import Callable
from typing import TypeVar

from clusterdojo.errors import EngineError

Made = TypeVar("Made")
TRIES = 3

# Below the range that Linux and macOS hand out to outgoing connections.
RANGE = range(20_000, 32_000)


class PortTakenError(EngineError):
    """Between choosing a port and using it, another program took it."""

    def __init__(self) -> None:
        super().__init__("Another program took a port of the cluster.", "Run the command again.")


def free_ports(count: int) -> list[int]:
    """`count` different ports that nobody listens on at this moment."""
    found: list[int] = []
    with contextlib.ExitStack() as held:
        for port in random.sample(RANGE, len(RANGE)):
            listener = held.enter_context(socket.socket())
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            found.append(port)
            if len(found) == count:
                break
    return found


def made_on_free_ports(make: Callable[[], Made], undo: Callable[[], None], taken: str) -> Made:
    """What `make` gives; where it raises PortTakenError, it is tried again with other ports.

    Args:
        make: Chooses ports, and makes something that uses them.
        undo: Removes what `make` left, however it failed.
        taken: Which ports were taken, as a sentence begins.

    Raises:
        EngineError: They were, every time.
    """
    for attempt in range(1, TRIES + 1):
        try:
            return make()
        except PortTakenError as error:
            undo()
            if attempt == TRIES:
                raise EngineError(
                    f"{taken}, {TRIES} times in a row.", "Run the command again."
                ) from error
        except BaseException:
            undo()
            raise
    raise AssertionError  # the loop always returns or raises
