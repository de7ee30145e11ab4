"""What a learner can put around a command that grades: one row of SECURITY.md's table each."""

import sys
import sysconfig
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# Whatever loads this can't load what every command needs.
PAYLOAD = 'import sys\nsys.modules["clusterdojo.attempt.store"] = None\n'
STRICT = "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\nCipherString = NULL\n"
NOWHERE = "/nonexistent/place"


@dataclass(frozen=True)
class Surroundings:
    """How the command is run.

    Attributes:
        variables: Set for it.
        python: Options of Python's.
        files: Written before, by their paths below the current folder, which is the home, too.
    """

    variables: Mapping[str, str] = field(default_factory=dict)
    python: Sequence[str] = ()
    files: Mapping[str, str] = field(default_factory=dict)

    def lay(self, folder: Path) -> dict[str, str]:
        """Write the files; returns the variables, in which HERE stands for the folder."""
        for name, text in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            path.chmod(0o755)
        return {name: value.replace("HERE", str(folder)) for name, value in self.variables.items()}


def _set(**variables: str) -> Callable[[], Surroundings]:
    return lambda: Surroundings(variables)


def _user_site() -> Surroundings:
    folder = sysconfig.get_path("purelib", "posix_user", {"userbase": ".local"})
    return Surroundings(
        {"HOME": "HERE", "PYTHONUSERBASE": "HERE/.local"},
        files={f"{folder}/usercustomize.py": PAYLOAD, f"{folder}/hook.pth": "import usercustomize"},
    )


def _settings() -> Surroundings:
    options = "--collect-only"
    return Surroundings(
        files={
            "conftest.py": "def pytest_collection_modifyitems(items): items.clear()\n",
            "pytest.ini": f"[pytest]\naddopts = {options}\n",
            ".pytest.ini": f"[pytest]\naddopts = {options}\n",
            "pyproject.toml": f'[tool.pytest.ini_options]\naddopts = "{options}"\n',
            "tox.ini": f"[pytest]\naddopts = {options}\n",
            "setup.cfg": f"[tool:pytest]\naddopts = {options}\n",
        }
    )


ROWS: Mapping[str, Callable[[], Surroundings]] = {
    "PYTHONOPTIMIZE": _set(PYTHONOPTIMIZE="2"),
    "python -O": lambda: Surroundings(python=("-O",)),
    "python -W": lambda: Surroundings(python=("-W", "error")),
    "PYTHONPATH": lambda: Surroundings(
        {"PYTHONPATH": "HERE/lib"},
        files={"lib/sitecustomize.py": PAYLOAD, "lib/typer.py": "1 / 0\n", "lib/json.py": "1 / 0"},
    ),
    "usercustomize": _user_site,
    "PYTHONWARNINGS": _set(PYTHONWARNINGS="error"),
    "PYTHONPYCACHEPREFIX": _set(PYTHONPYCACHEPREFIX="HERE/cache"),
    "PYTHONSTARTUP": lambda: Surroundings(
        {"PYTHONSTARTUP": "HERE/start.py", "PYTHONBREAKPOINT": "start.go", "PYTHONDEVMODE": "1"},
        files={"start.py": PAYLOAD},
    ),
    "PYTHONHASHSEED": _set(PYTHONHASHSEED="1", PYTHONUTF8="0", PYTHONIOENCODING="ascii"),
    "modules in the current folder": lambda: Surroundings(
        files={
            "json.py": PAYLOAD,
            "pytest.py": "1 / 0\n",
            "typer.py": "1 / 0\n",
        }
    ),
    "settings in the current folder": _settings,
    "PYTEST_ADDOPTS": _set(PYTEST_ADDOPTS="--collect-only"),
    "PYTEST_PLUGINS": _set(PYTEST_PLUGINS="no_such_plugin", PYTEST_DEBUG="1", PYTEST_THEME="x"),
    "LD_PRELOAD": _set(LD_PRELOAD=f"{NOWHERE}.so", LD_LIBRARY_PATH=NOWHERE, GCONV_PATH=NOWHERE),
    "GLIBC_TUNABLES": _set(GLIBC_TUNABLES="glibc.malloc.check=3", MALLOC_PERTURB_="1"),
    "OPENSSL_CONF": lambda: Surroundings(
        {"OPENSSL_CONF": "HERE/openssl.cnf", "OPENSSL_MODULES": NOWHERE, "OPENSSL_ENGINES": "/"},
        files={"openssl.cnf": STRICT},
    ),
    "SSL_CERT_FILE": _set(SSL_CERT_FILE=NOWHERE, SSL_CERT_DIR=NOWHERE),
    "SSLKEYLOGFILE": _set(SSLKEYLOGFILE=NOWHERE),
    "HTTPS_PROXY": _set(
        HTTPS_PROXY="http://127.0.0.1:9",
        ALL_PROXY="http://127.0.0.1:9",
        no_proxy="",
        https_proxy="http://127.0.0.1:9",
        REQUESTS_CA_BUNDLE=NOWHERE,
        CURL_CA_BUNDLE=NOWHERE,
    ),
    "KUBECONFIG": lambda: Surroundings(
        {"KUBECONFIG": NOWHERE, "KUBERC": "HERE/kuberc", "HOME": "HERE"},
        files={".kube/config": "{", "kuberc": "{"},
    ),
    "DOCKER_HOST": lambda: Surroundings(
        {"DOCKER_HOST": f"unix://{NOWHERE}", "DOCKER_CONTEXT": "none", "DOCKER_CONFIG": "HERE/d"},
        files={"d/config.json": "{"},
    ),
    "PATH": lambda: Surroundings(
        {"PATH": "HERE/bin"},
        files={f"bin/{name}": "#!/bin/sh\nexit 0\n" for name in ("docker", "kubectl", "python3")},
    ),
    "CLUSTERDOJO_SUITE": lambda: Surroundings(
        {"CLUSTERDOJO_SUITE": "HERE/own"},
        files={"own/labs/drain-node01/lab.yaml": "", "own/checks/test_drain_node01.py": "1 / 0\n"},
    ),
    "CLUSTERDOJO_CACHE": _set(CLUSTERDOJO_CACHE="HERE/cache", XDG_CACHE_HOME="HERE/cache"),
    "COLUMNS": _set(COLUMNS="999999999", LINES="0", TERM="dumb", FORCE_COLOR="1"),
    "LC_ALL": _set(LC_ALL="tr_TR.ISO-8859-9", LANG="xx", TZ="nowhere", LOCPATH=NOWHERE),
    "TMPDIR": _set(TMPDIR=NOWHERE),
}


def command(row: Surroundings, *arguments: str) -> list[str]:
    """The command line of `dojo` in these surroundings; the current folder is in Python's path."""
    return [sys.executable, *row.python, "-m", "clusterdojo", *arguments]
