"""A zip file that appears whole or not at all."""

import contextlib
import datetime
import io
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from clusterdojo.reporting.output import is_stream, unwritten


def write(output: Path, members: Mapping[str, bytes]) -> None:
    """Write these files, by name, into a zip file of mode 0600.

    Raises:
        UsageError: It can't be written.
    """
    packed = io.BytesIO()
    now = datetime.datetime.now(datetime.UTC).timetuple()[:6]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, now)
            info.external_attr = 0o600 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(info, content)
    try:
        if is_stream(output):
            output.write_bytes(packed.getvalue())
            return
        target = output.resolve()
        with _beside(target) as temporary:
            temporary.write_bytes(packed.getvalue())
            with temporary.open("rb") as written:
                os.fsync(written.fileno())
            temporary.replace(target)
    except OSError as error:
        raise unwritten(output, error) from error


@contextlib.contextmanager
def _beside(output: Path) -> Iterator[Path]:
    """A new file of mode 0600 in the same folder, gone afterwards unless it was moved."""
    descriptor, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
