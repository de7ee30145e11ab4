"""What kind says while it works: where it stands, and why it failed."""

import re

# " • Preparing nodes 📦 📦  ..." on a stream that is no terminal.
STAGE = re.compile(r"^ • (?P<text>[\w ,-]*\w)\W.*\.\.\.\s*$", re.MULTILINE)
# kubeadm's and the container engine's own words come before kind's "failed with error".
TELLING = re.compile(
    r"\b(error|failed|denied|refused|no space|cannot|can't|unable)\b", re.IGNORECASE
)
# kind repeats a whole output in one line, and kubeadm ends with advice.
NOISE = re.compile(r"^Command Output|stack trace")
PORT_TAKEN = ("port is already allocated", "address already in use")
WIDTH = 300


def stages(log: str) -> list[str]:
    """The pieces of work that kind has begun so far, such as "preparing nodes"."""
    return [match["text"].strip().lower() for match in STAGE.finditer(log)]


def is_port_taken(log: str) -> bool:
    """Whether another program took the API server's port first."""
    return any(text in log.lower() for text in PORT_TAKEN)


def reason(log: str) -> str:
    """The last line that tells why it failed, in at most 300 characters."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    telling = [line for line in lines if TELLING.search(line) and not NOISE.search(line)]
    last = (telling or lines or ["kind gave no reason"])[-1]
    return last.removeprefix("ERROR: ").rstrip(".")[-WIDTH:]
