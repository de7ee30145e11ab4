"""One file over HTTPS, given up early when the other side is gone, slow or silent."""

import collections
import hashlib
import http
import ipaddress
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import urllib3

from clusterdojo.binaries import reach
from clusterdojo.binaries._refused import BrokenOffError, DownloadError
from clusterdojo.progress import Progress

REDIRECTS = 5
CHUNK = 1 << 18


class Limits(NamedTuple):
    """When to give a server up."""

    connect: float = 3.0
    """Seconds until a connection stands."""
    stall: float = 10.0
    """Seconds without a byte, and the span over which the rate is taken."""
    floor: float = 200_000
    """Bytes a second: below it, building is quicker than waiting."""


LIMITS = Limits()


def text(url: str, limits: Limits = LIMITS) -> str:
    """The content of a small text file.

    Raises:
        DownloadError: The server has no such file.
        BrokenOffError: The connection ended too early.
        UnreachableError: The server is not to be asked again.
    """
    body = b"".join(_blocks(url, limits))
    return body.decode("utf-8", "replace")


def to_file(url: str, file: Path, progress: Progress, limits: Limits = LIMITS) -> str:
    """Write what `url` serves to `file`; returns its sha256.

    Raises:
        DownloadError: The server has no such file.
        BrokenOffError: The connection ended too early.
        UnreachableError: The server is not to be asked again.
        OSError: The file can't be written.
    """
    sha256 = hashlib.sha256()
    response = _open(url, limits)
    total = int(response.headers.get("Content-Length") or 0)
    done = 0
    with file.open("wb") as target:
        for block in _read(url, response, limits):
            sha256.update(block)
            target.write(block)
            done += len(block)
            progress.advance(done, max(total, done), f"{done / 1e6:.0f} of {total / 1e6:.0f} MB")
    return sha256.hexdigest()


def _blocks(url: str, limits: Limits) -> Iterator[bytes]:
    return _read(url, _open(url, limits), limits)


def _open(url: str, limits: Limits) -> urllib3.BaseHTTPResponse:
    """The answer to GET, redirects followed; plain HTTP only to this machine itself."""
    for _ in range(REDIRECTS):
        if not _trusted(url):
            raise DownloadError(f"{url} is not HTTPS")
        reach.check(url, limits.connect)
        through = reach.proxy(url)
        pool = urllib3.ProxyManager(through) if through else urllib3.PoolManager()
        try:
            response = pool.request(
                "GET",
                url,
                preload_content=False,
                redirect=False,
                retries=False,
                timeout=urllib3.Timeout(connect=limits.connect, read=limits.stall),
                headers={"User-Agent": "clusterdojo", "Accept-Encoding": "identity"},
            )
        except urllib3.exceptions.HTTPError as error:
            raise reach.give_up(url, f"{reach.origin(url)} does not answer ({error})") from error
        location = response.get_redirect_location()
        if not location:
            break
        response.close()
        url = urljoin(url, location)
    else:
        raise DownloadError(f"{url} redirects without end")
    if response.status != http.HTTPStatus.OK:
        response.close()
        raise DownloadError(f"{url} answers {response.status}")
    return response


def _read(url: str, response: urllib3.BaseHTTPResponse, limits: Limits) -> Iterator[bytes]:
    """The body, until it ends, breaks off or comes too slowly."""
    done = 0
    marks = collections.deque([(time.monotonic(), 0)])
    try:
        while block := response.read1(CHUNK):
            yield block
            done += len(block)
            now = time.monotonic()
            marks.append((now, done))
            while now - marks[0][0] > limits.stall:
                since, before = marks.popleft()
                if (done - before) / (now - since) < limits.floor:
                    raise reach.give_up(url, f"{reach.origin(url)} is too slow")
    except urllib3.exceptions.ReadTimeoutError as error:
        raise reach.give_up(url, f"{reach.origin(url)} went silent") from error
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise BrokenOffError(f"{url} broke off ({error})") from error
    finally:
        response.close()


def _trusted(url: str) -> bool:
    parts = urlsplit(url)
    if parts.scheme == "https":
        return True
    host = parts.hostname or ""
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    return parts.scheme == "http" and local
