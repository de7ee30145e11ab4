"""Official release downloads, each verified before it is installed."""

import json
import os
import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from clusterdojo.binaries import _install
from clusterdojo.binaries._lock import Component, machine, table
from clusterdojo.binaries._refused import BrokenOffError, DownloadError, RefusedError
from clusterdojo.files import unwritable
from clusterdojo.progress import Progress

MIRROR = "CLUSTERDOJO_MIRROR"
"""Takes the place of the release hosts; `none` means: no downloads, build everything."""

ATTEMPTS = 2
"""A connection that breaks off gets one more chance: a build takes minutes."""


class Release(NamedTuple):
    """Where one file of a release is, and what proves it."""

    url: str
    sums: str
    sha256: str | None
    """From the lock; None if only the release itself can vouch for it."""
    member: str | None
    """Where the file is an archive: the binary's path in it, with the component's {name} open."""


def release(component: Component) -> Release | None:
    """The file that carries `component` for this machine, None if none is published."""
    system, processor = machine()
    entry = table()["releases"][component.release]
    entry = entry | entry.get(system, {})
    if f"{system}/{processor}" not in entry["platforms"]:
        return None
    named = {"os": system, "arch": processor, "version": component.version}
    url = entry["url"].format(**named, name=component.name)
    member = entry.get("member")
    return Release(
        url=url,
        sums=entry["sums"].format(**named, name=component.name),
        sha256=table()["sha256"].get(url),
        member=member and member.format(**named, name="{name}"),
    )


def obtain(components: Sequence[Component], progress: Progress) -> dict[Component, Path]:
    """Download, verify and install what can be had of `components`; the rest is left out.

    Raises:
        StateError: The cache can't be written (disk full, no permission).
    """
    if os.environ.get(MIRROR) == "none":
        return {}
    found: dict[Component, Path] = {}
    complaints: list[str] = []
    files: dict[Release, list[Component]] = defaultdict(list)
    for component in components:
        if one := release(component):
            files[one].append(component)
    for one, carried in files.items():
        try:
            found |= _take(one, carried, progress)
        except RefusedError as error:
            # A silent host has one reason for all of its files: say it once.
            if (reason := str(error)) not in complaints:
                complaints.append(reason)
    if complaints:
        progress.note(f"not all could be downloaded: {'; '.join(complaints)}")
    return found


def _take(one: Release, carried: Sequence[Component], progress: Progress) -> dict[Component, Path]:
    part = _install.partial(carried[0])
    try:
        sha256 = _verified(one, part, progress)
        return {
            component: _install.install(
                component,
                _binary(one, component, part),
                source="official",
                origin=f"{one.url} sha256:{sha256}",
                locked=one.sha256 is not None,
            )
            for component in carried
        }
    except OSError as error:
        raise unwritable(part, error) from error
    finally:
        part.unlink(missing_ok=True)


def _verified(one: Release, part: Path, progress: Progress) -> str:
    """Download to `part`; returns the sum, which is the expected one."""
    from clusterdojo.binaries import _download

    name = urlsplit(one.url).path.rpartition("/")[2]
    progress.stage(f"downloading {name}")
    # The sum first: what could not be verified is not worth its download.
    expected = one.sha256 or expected_sum(_download.text(_mirrored(one.sums)), name)
    if expected is None:
        raise DownloadError(f"{one.url} has no published sha256")
    for attempt in range(ATTEMPTS):
        try:
            sha256 = _download.to_file(_mirrored(one.url), part, progress)
            break
        except BrokenOffError:
            if attempt + 1 == ATTEMPTS:
                raise
    if sha256 != expected:
        raise DownloadError(
            f"{one.url} has sha256 {sha256[:12]}… instead of {expected[:12]}… and was deleted"
        )
    return sha256


def expected_sum(published: str, name: str) -> str | None:
    """The sha256 of the file `name` in what its release publishes.

    That is a bare sum, lines as `sha256sum` writes them, or GitHub's record of a release.
    """
    if published.lstrip().startswith("{"):
        try:
            assets = json.loads(published).get("assets", [])
            listed = {asset["name"]: asset.get("digest") or "" for asset in assets}
        except (ValueError, AttributeError, KeyError, TypeError):
            return None
        lines = [f"{digest.removeprefix('sha256:')} {asset}" for asset, digest in listed.items()]
    else:
        lines = published.splitlines()
    for line in lines:
        words = line.split()
        if not words or not re.fullmatch(r"[0-9a-fA-F]{64}", words[0]):
            continue
        if len(words) == 1 or words[-1].lstrip("*").rpartition("/")[2] == name:
            return words[0].lower()
    return None


def _binary(one: Release, component: Component, part: Path) -> Path:
    """The executable in `part`: the file itself, or a member of the archive that it is."""
    if one.member is None:
        return part
    from clusterdojo.binaries import _archive

    target = part.with_name(f".{component.name}.unpacked{_install.PARTIAL}")
    _archive.extract(part, one.member.format(name=component.name), target)
    return target


def _mirrored(url: str) -> str:
    mirror = os.environ.get(MIRROR)
    if not mirror:
        return url
    return mirror.rstrip("/") + urlsplit(url).path
