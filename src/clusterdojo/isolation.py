"""The grader's interpreter: nothing that a learner can set or leave lying about decides a grade.

Variables are an allow-list. What has acted on the interpreter before its first line (Python's own
variables and options, site hooks, preloaded libraries) is undone by beginning again, isolated
(`python -I`); a clean interpreter goes on at once. SECURITY.md lists what is tried.
"""

import contextlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence

from clusterdojo.errors import UsageError

SYSTEM_PATH = (
    "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin",
    "/opt/homebrew/bin", "/snap/bin",
)  # fmt: skip
# What tells who and where the user is, how to reach an engine by ssh, and how a table looks.
ALLOWED = frozenset({
    "COLORTERM", "COLUMNS", "FORCE_COLOR", "HOME", "LANG", "LINES", "LOGNAME", "NO_COLOR", "PWD",
    "SSH_AUTH_SOCK", "TERM", "TMPDIR", "USER", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR",
    "XDG_STATE_HOME",
})  # fmt: skip
ALLOWED_PREFIXES = ("CLUSTERDOJO_", "LC_")
MOST_COLUMNS = 1000  # a wider table would take the machine's memory

# Read by the dynamic linker and the C library, before Python begins.
LOADER = (
    "DYLD_", "GCONV_PATH", "GLIBC_TUNABLES", "LD_AUDIT", "LD_LIBRARY_PATH", "LD_PRELOAD",
    "LD_PROFILE",
)  # fmt: skip
# Read by OpenSSL when it is loaded, and whenever a context is made.
OPENSSL = ("OPENSSL_", "SSLKEYLOGFILE", "SSL_CERT_")
UNWANTED = {
    "check": ("PYTHON", *LOADER, *OPENSSL),
    "validate": ("PYTHON", *LOADER, *OPENSSL),
    "record": LOADER,  # the user's own cluster: its certificates and credential plugins count
}
"""The commands that grade, or record what grading compares with; the variables that they drop.

An exam's commands do not grade: its background processes do, which begin isolated.
"""

# Variables of Python's that change neither what is imported nor what code means.
HARMLESS = frozenset({
    "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "PYTHONIOENCODING", "PYTHONNOUSERSITE",
    "PYTHONSAFEPATH", "PYTHONUNBUFFERED", "PYTHONUTF8",
})  # fmt: skip
# `python -I` finds no folder of the user's own; the suite may be installed there.
BOOT = (
    "import runpy, sys; sys.path += sys.argv.pop(1).split({!r}); "
    "runpy.run_module({!r}, {{}}, '__main__', True)"
)


def begin(arguments: Sequence[str]) -> None:
    """Make sure that a command line which grades is carried out by a clean interpreter.

    Returns only if it is; otherwise the command begins again in one that is.

    Raises:
        UsageError: It can't be made clean.
    """
    command = next((one for one in arguments if not one.startswith("-")), None)
    if command not in UNWANTED:
        return
    kept = {n: v for n, v in os.environ.items() if not n.startswith(UNWANTED[command])}
    if found := influences():
        if sys.flags.isolated or not sys.executable:
            raise _refused("; ".join(found))
        _begin_again(arguments, kept)
    _leave_the_folder()
    _become(variables(kept) if command == "check" else kept)


def influences() -> list[str]:
    """What has acted on this interpreter from outside, in words; nothing if it is clean."""
    found = []
    if sys.flags.optimize:
        found.append("Python was started without assertions")
    if sys.warnoptions or sys.flags.bytes_warning:
        found.append("Python was started with options about warnings")
    if not sys.flags.ignore_environment:
        found += [
            f"{name} is set"
            for name, value in os.environ.items()
            if name.startswith("PYTHON") and value and name not in HARMLESS
        ]
    found += [f"{name} is set" for name in os.environ if name.startswith(LOADER)]
    if "_ssl" in sys.modules or "_hashlib" in sys.modules:
        found += [f"{name} is set" for name in os.environ if name.startswith(OPENSSL)]
    site = sys.modules.get("site")
    if getattr(site, "ENABLE_USER_SITE", False) and os.path.isdir(_user_site()):
        found.append("Python reads modules and hooks in the home folder")
    found += [
        f"{name} was loaded from elsewhere"
        for name in ("sitecustomize", "usercustomize")
        if name in sys.modules and not _is_pythons_own(name)
    ]
    if _stands_in_its_path() and _loaded_from(os.getcwd()):
        found.append("modules were loaded from the current folder")
    return found


def variables(given: Mapping[str, str]) -> dict[str, str]:
    """The variables of `given` that grading has use for, and a PATH of the system's folders."""
    kept = {
        name: value
        for name, value in given.items()
        if name in ALLOWED or name.startswith(ALLOWED_PREFIXES)
    }
    for name in ("COLUMNS", "LINES"):
        if name in kept and not (
            kept[name].isdecimal() and 0 < int(kept[name][:9]) <= MOST_COLUMNS
        ):
            del kept[name]
    return {**kept, "PATH": os.pathsep.join(SYSTEM_PATH)}


@contextlib.contextmanager
def isolated(way: Mapping[str, str]) -> Iterator[None]:
    """Grade with the variables that grading has use for, and no others.

    Args:
        way: More variables: how the container engine is reached that has the attempt's clusters
            (see clusterdojo.container.way). Its PATH is added to the system's.
    """
    before = dict(os.environ)
    wanted = variables(before)
    path = os.pathsep.join(filter(None, (wanted["PATH"], way.get("PATH"))))
    _become({**wanted, **way, "PATH": path})
    try:
        yield
    finally:
        _become(before)


def require_assertions() -> None:
    """Refuse to grade in an interpreter that skips assertions.

    Raises:
        UsageError: This one does.
    """
    if sys.flags.optimize:
        raise _refused("Python was started without assertions, and criteria are assertions")


def interpreter(module: str) -> list[str]:
    """The command that runs a module of the suite isolated; its arguments come after it."""
    found = _places()
    if not found:
        return [sys.executable, "-I", "-m", module]
    return [sys.executable, "-I", "-c", BOOT.format(os.pathsep, module), os.pathsep.join(found)]


def without_hooks(given: Mapping[str, str]) -> dict[str, str]:
    """The variables of `given`, for a process of the suite's own that makes clusters and grades.

    It may need any of them for making (proxies, mirrors, a compiler), but none that act on an
    interpreter.
    """
    hooks = ("PYTHON", "PYTEST_", *LOADER, *OPENSSL)
    return {name: value for name, value in given.items() if not name.startswith(hooks)}


def _begin_again(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    command = [*interpreter("clusterdojo"), *arguments]
    try:
        if os.environ.get("LD_LIBRARY_PATH"):
            _require_start(environment)
        os.execve(sys.executable, command, environment)  # noqa: S606 - this program again
    except OSError as error:
        raise _refused(f"{sys.executable} can't be run again: {error}") from error


def _require_start(environment: Mapping[str, str]) -> None:
    """Refuse where Python itself needs the folders in LD_LIBRARY_PATH: there is no way back."""
    import subprocess

    command = [sys.executable, "-I", "-c", ""]
    if subprocess.run(command, env=environment, capture_output=True, check=False).returncode:
        raise _refused(f"{sys.executable} does not start without LD_LIBRARY_PATH")


def _refused(why: str) -> UsageError:
    return UsageError(
        f"Grading needs an interpreter of its own: {why}.",
        "Start dojo without options for Python, in a shell without variables that change it.",
    )


def _become(wanted: Mapping[str, str]) -> None:
    for name in set(os.environ) - set(wanted):
        del os.environ[name]
    os.environ.update(wanted)


def _places() -> list[str]:
    """Where the suite and what it needs are, as far as an isolated interpreter does not look.

    The suite is where this module is. Nobody is asked where its dependencies are: what answers may
    be the learner's own module of that name.
    """
    import site

    own = [os.path.realpath(path) for path in site.getsitepackages()]
    found = [] if os.path.realpath(_root()) in own else [_root()]
    if site.ENABLE_USER_SITE and not any(_has_dependencies(path) for path in own):
        found += [path for path in (_user_site(),) if _has_dependencies(path)]
    return list(dict.fromkeys(found))


def _has_dependencies(place: str) -> bool:
    return os.path.isdir(os.path.join(place, "typer"))


def _user_site() -> str:
    import site

    return site.getusersitepackages()


def _is_pythons_own(module: str) -> bool:
    origin = getattr(sys.modules[module], "__file__", None) or ""
    homes = {os.path.realpath(home) for home in (sys.prefix, sys.base_prefix, sys.exec_prefix)}
    user = os.path.realpath(_user_site())
    real = os.path.realpath(os.path.dirname(origin))
    return not real.startswith(user) and any(real.startswith(home + os.sep) for home in homes)


def _stands_in_its_path() -> bool:
    """Whether the current folder comes first where modules are looked for (`python -m`)."""
    try:
        return bool(sys.path) and sys.path[0] in {"", os.getcwd()} and not sys.flags.safe_path
    except FileNotFoundError:
        return False


def _loaded_from(folder: str) -> bool:
    """Whether a module was, other than the suite's and Python's own."""
    trusted = tuple(home + os.sep for home in (_root(), sys.prefix, sys.base_prefix))
    files = [getattr(module, "__file__", None) or "" for module in list(sys.modules.values())]
    return any(f.startswith(folder + os.sep) and not f.startswith(trusted) for f in files)


def _leave_the_folder() -> None:
    """Load nothing from the current folder from now on."""
    if _stands_in_its_path():
        folder = sys.path.pop(0)
        if _root() == (folder or os.getcwd()):
            sys.path.append(folder)  # the suite itself lies there


def _root() -> str:
    """The folder that holds the package."""
    return os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
