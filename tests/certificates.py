"""A certificate for 127.0.0.1 that signs itself, made by openssl."""

import subprocess
from pathlib import Path
from typing import NamedTuple


class Certificate(NamedTuple):
    """Two PEM files."""

    certificate: Path
    key: Path


def certificate(folder: Path) -> Certificate:
    """Make a certificate, for a server or a client, and its key."""
    made = Certificate(folder / "tls.crt", folder / "tls.key")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-out", str(made.certificate), "-keyout", str(made.key)],
        check=True, capture_output=True,
    )  # fmt: skip
    return made
