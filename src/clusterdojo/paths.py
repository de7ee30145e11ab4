"""Where the suite keeps what it makes: state (attempts, results) and cache (binaries, builds)."""

import os
from pathlib import Path

STATE_VARIABLE = "CLUSTERDOJO_STATE"
CACHE_VARIABLE = "CLUSTERDOJO_CACHE"


def state_dir() -> Path:
    """Where attempts and results are: $CLUSTERDOJO_STATE, else the user's state directory."""
    if chosen := os.environ.get(STATE_VARIABLE):
        return Path(chosen).absolute()
    import platformdirs  # only where the variable is not set

    return Path(platformdirs.user_state_dir("clusterdojo"))


def cache_dir() -> Path:
    """Where what can be made again is: $CLUSTERDOJO_CACHE, else the user's cache directory."""
    if chosen := os.environ.get(CACHE_VARIABLE):
        return Path(chosen).absolute()
    import platformdirs  # only where the variable is not set

    return Path(platformdirs.user_cache_dir("clusterdojo"))
