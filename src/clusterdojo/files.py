"""Files that appear whole or not at all."""

import contextlib
import os
import tempfile
from pathlib import Path

from clusterdojo.errors import StateError


def write_atomically(path: Path, text: str, mode: int = 0o600) -> None:
    """Write `text` to `path` so that a reader, or a crash, sees the old content or the new.

    Raises:
        StateError: The file can't be written (disk full, no permission).
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise unwritable(path, error) from error
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise unwritable(path, error) from error
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def unwritable(path: Path, error: OSError) -> StateError:
    """The error to show when `path` can't be written."""
    return StateError(
        f"{path} can't be written: {error.strerror or error}.",
        "Free some space or choose another directory with CLUSTERDOJO_STATE or CLUSTERDOJO_CACHE.",
    )
