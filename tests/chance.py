"""Chance that can be repeated: for tests that do something else in each run."""

import os
import random
from collections.abc import Mapping

SEED_VARIABLE = "CLUSTERDOJO_TEST_SEED"


def chance(environment: Mapping[str, str] = os.environ) -> tuple[random.Random, str]:
    """A source of random numbers, with a new seed unless the variable gives one.

    Returns:
        The source, and how to repeat the run, for a test's messages.

    Raises:
        ValueError: The variable holds no number.
    """
    given = environment.get(SEED_VARIABLE)
    if given is not None and not given.isdecimal():
        raise ValueError(f"{SEED_VARIABLE} is {given!r}; it takes a number, such as 4711")
    seed = random.SystemRandom().randrange(10**6) if given is None else int(given)
    return random.Random(seed), f"{SEED_VARIABLE}={seed}"  # noqa: S311 - moments, not secrets
