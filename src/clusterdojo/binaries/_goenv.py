"""The environment of a Go build: the suite's own caches, the user's way out to the network."""

import json
import os
import subprocess
from pathlib import Path

from clusterdojo import paths
from clusterdojo.binaries._lock import machine

KEPT = ("GOAUTH", "GOINSECURE", "GONOPROXY", "GONOSUMDB", "GOPRIVATE", "GOPROXY", "GOSUMDB")
"""How modules are reached is the user's business; how they are built is not."""

FLAGS = (
    # readonly: go.sum in the package is complete, and nothing that it doesn't name gets in.
    # modcacherw: a module cache that can be removed like any other directory.
    "-mod=readonly",
    "-modcacherw",
    "-buildvcs=false",
    "-trimpath",
    # The tags of Kubernetes' own releases; no other project here reads them.
    "-tags=selinux,notest,grpcnotrace",
    # The linker throws debug information away: don't generate it either.
    "-gcflags=all=-dwarf=false",
)


def home() -> Path:
    """The directory of everything that builds leave behind."""
    return paths.cache_dir() / "go"


def environment(go: str | Path) -> dict[str, str]:
    """The variables to run `go` with."""
    system, processor = machine()
    outer = {
        name: value for name, value in os.environ.items() if not name.startswith(("GO", "CGO_"))
    }
    return (
        outer
        | _reach(go)
        | {
            "CGO_ENABLED": "0",
            "GO111MODULE": "on",
            "GOARCH": processor,
            "GOCACHE": str(home() / "build"),
            # Off: what `go env -w` wrote would get in where a variable here is empty.
            "GOENV": "off",
            "GOFLAGS": " ".join(FLAGS),
            "GOMODCACHE": str(home() / "mod"),
            "GOOS": system,
            "GOPATH": str(home() / "path"),
            "GOTELEMETRY": "off",
            "GOTMPDIR": str(home() / "tmp"),
            "GOTOOLCHAIN": "local",
            "GOWORK": "off",
        }
    )


def _reach(go: str | Path) -> dict[str, str]:
    """How the user's Go reaches modules, by environment or by `go env -w`."""
    said = subprocess.run(
        [go, "env", "-json", *KEPT], cwd="/", capture_output=True, text=True, check=False
    ).stdout
    try:
        return {name: value for name, value in json.loads(said).items() if value}
    except (ValueError, AttributeError):
        return {name: os.environ[name] for name in KEPT if name in os.environ}
