"""Why a download was not had. Never shown as an error: the build takes over."""


class RefusedError(Exception):
    """A file can't be downloaded."""


class DownloadError(RefusedError):
    """This file can't be had from there; another one may."""


class BrokenOffError(DownloadError):
    """The connection ended before the file did; another attempt may succeed."""


class UnreachableError(RefusedError):
    """A host can't be had, now and for the rest of this run."""
