"""One check: pytest, in this interpreter, on the lab's module, with the plugins that it needs."""

import contextlib
import io
import os
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from clusterdojo.errors import ContentError
from clusterdojo.grading.context import Context
from clusterdojo.grading.criteria import Grade
from clusterdojo.grading.plugin import CONTEXT, grade_of
from clusterdojo.isolation import require_assertions
from clusterdojo.lab.suite import Suite

# pytest's own plugins that grading has no use for, and whose import and hooks take time.
UNUSED = (
    "cacheprovider", "debugging", "doctest", "faulthandler", "junitxml", "legacypath",
    "logging", "nose", "pastebin", "setuponly", "setupplan", "stepwise", "terminal",
    "threadexception", "tmpdir", "unittest", "unraisableexception", "warnings", "terminalprogress",
)  # fmt: skip


class _Session:
    """Hands the context in, and the grade out."""

    def __init__(self, context: Context, module: Path, plugins: Sequence[str]) -> None:
        self.context = context
        self.on_the_way = {path.name for path in (module, *module.parents)}
        self.plugins = plugins
        self.grade: Grade | None = None
        self.errors: list[str] = []
        self.interrupted = False

    def pytest_addhooks(self, pluginmanager: pytest.PytestPluginManager) -> None:
        """A plugin's name means our module: no entry point of that name comes instead of it.

        Looking for one takes pytest a twentieth of a check: it reads what every installed package
        says of itself, for each name again.
        """
        pluginmanager.load_setuptools_entrypoints = _nothing  # type: ignore[method-assign]

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Path) -> bool:
        """The checks of other labs lie beside this one: pytest would make something of each."""
        return collection_path.name not in self.on_the_way

    @pytest.hookimpl(tryfirst=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[CONTEXT] = self.context
        for name in self.plugins:
            config.pluginmanager.import_plugin(name)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.errors.append(report.longreprtext)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        # The long tracebacks cost more than grading, and show arguments, secrets among them.
        session.config.option.tbstyle = "native"

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        # pytest ends itself with a subclass when a module can't be collected.
        self.interrupted = excinfo.type is KeyboardInterrupt

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        self.grade = grade_of(session.config)


def _nothing(group: str, name: str | None = None) -> int:
    """What pytest calls for entry points: none is loaded."""
    del group, name
    return 0


def run_checks(suite: Suite, context: Context, plugins: Sequence[object] = ()) -> Grade:
    """Grade one lab.

    Args:
        suite: Which holds the check module.
        context: What is known of the attempt.
        plugins: More plugins for pytest, which watch the criteria run.

    Raises:
        ContentError: The check module can't be loaded or has no criteria.
        UsageError: Python skips assertions, so that every criterion would pass.
    """
    require_assertions()
    module = suite.check_module(context.lab_id)
    session = _Session(context, module, suite.plugins)
    output = io.StringIO()
    with _environment(), contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        code = pytest.main(_arguments(suite, module), plugins=[session, *plugins])
    if session.interrupted:
        raise KeyboardInterrupt  # pytest has swallowed it: half a grade is none
    whole = code in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    if not whole or session.errors or session.grade is None or not session.grade.criteria:
        said = (session.errors or [output.getvalue()])[-1].strip().splitlines()
        raise ContentError(
            f"The checks in {module} can't be run: {(said or [f'pytest ended with {code}'])[-1]}",
            f"Run `dojo validate {context.lab_id}` to list all faults of the lab.",
        )
    return session.grade


def _arguments(suite: Suite, module: Path) -> list[str]:
    unused = [argument for name in UNUSED for argument in ("-p", f"no:{name}")]
    return [
        str(module),
        "--rootdir", str(suite.root),
        "--confcutdir", str(suite.root),
        "-c", os.devnull,
        "--assert", "plain",
        "--capture", "no",
        "--import-mode", "importlib",
        "-o", f"pythonpath={shlex.join(map(str, suite.pythonpath))}",
        "-p", "pytest_order.plugin",
        *unused,
    ]  # fmt: skip


@contextlib.contextmanager
def _environment() -> Iterator[None]:
    """Other plugins on the machine, and options meant for other test runs, stay out."""
    changed = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "", "PYTEST_PLUGINS": ""}
    before = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
