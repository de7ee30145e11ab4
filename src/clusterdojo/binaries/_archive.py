"""One file out of a release's archive."""

import shutil
import tarfile
import zipfile
from pathlib import Path
from typing import IO

from clusterdojo.binaries._refused import DownloadError


def extract(archive: Path, member: str, target: Path) -> None:
    """Write `member` of `archive`, a zip file or a tar file, to `target`.

    Raises:
        DownloadError: The archive is damaged or carries no such file.
        OSError: The target can't be written.
    """
    try:
        if zipfile.is_zipfile(archive):
            with zipfile.ZipFile(archive) as zipped, zipped.open(member) as source:
                _copy(source, target)
        else:
            with tarfile.open(archive) as tar:
                # A directory of that name has nothing to extract.
                if packed := tar.extractfile(member):
                    _copy(packed, target)
        unpacked = target.exists()
    except (KeyError, EOFError, tarfile.TarError, zipfile.BadZipFile):
        target.unlink(missing_ok=True)
        unpacked = False
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    if not unpacked:
        raise DownloadError(f"the archive does not contain {member}")


def _copy(source: IO[bytes], target: Path) -> None:
    with target.open("wb") as file:
        shutil.copyfileobj(source, file)
