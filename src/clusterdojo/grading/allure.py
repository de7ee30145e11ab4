"""A check for Allure: allure-pytest watches it, and result.json decides.

allure-pytest sees each criterion alone; only once all are weighed is it known which of them count.
So what it has seen is kept until then, and written by its own writer with the weighed outcome:
the totals of these files are those of result.json.
"""

import contextlib
import functools
import hashlib
import html
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import allure_commons
import pytest
from allure_commons.logger import AllureFileLogger
from allure_commons.model2 import Attachment, Label, Parameter, Status, StatusDetails, TestResult
from allure_pytest.listener import AllureListener  # type: ignore[import-untyped]
from attr import attrib, attrs

from clusterdojo.grading.plugin import BUG
from clusterdojo.grading.redaction import redacted_text
from clusterdojo.grading.result import CriterionResult, Result
from clusterdojo.untrusted import quoted

if TYPE_CHECKING:
    from clusterdojo.grading.criteria import Outcome

STATUS: "dict[Outcome, str]" = {
    "passed": Status.PASSED,
    "failed": Status.FAILED,
    "ungradable": Status.BROKEN,
}
NOBODY = "(no name)"  # Allure drops a parameter without a value
KEPT = 20  # checks of one attempt: `dojo check --watch` makes hundreds
LONGEST_VALUE = 200  # characters
NAMESPACE = uuid.UUID("3f0f6d52-7a44-5c2f-9a53-6a1b0a1f6f0e")


@attrs
class Comparison(StatusDetails):
    """With the two fields that Allure 3 shows side by side; the Python model lacks them."""

    expected: str | None = attrib(default=None)
    actual: str | None = attrib(default=None)


@dataclass(frozen=True)
class Seen:
    """What allure-pytest knows of a criterion and result.json does not.

    Attributes:
        start: When it began, in milliseconds since 1970.
        stop: When it ended.
        trace: Where it failed, for a bug of the grader.
    """

    start: int
    stop: int
    trace: str = ""


class OutcomeListener:
    """Keeps what allure-pytest's listener tells of the criteria that run from now on.

    The plugin of allure-pytest is not loaded: all that it adds is a writer that would not wait,
    and options and a variable of the environment that choose which criteria run.

    Attributes:
        seen: What is known of each criterion, by its name.
    """

    def __init__(self, config: pytest.Config) -> None:
        self.seen: dict[str, Seen] = {}
        self._running = ""
        config.option.attach_capture = False  # the one option that the listener looks at
        listener = AllureListener(config)
        config.pluginmanager.register(listener, "allure_listener")
        config.pluginmanager.register(self)
        for plugin in (listener, self):
            allure_commons.plugin_manager.register(plugin)
            config.add_cleanup(functools.partial(allure_commons.plugin_manager.unregister, plugin))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> None:
        """Remember which criterion pytest runs next."""
        self._running = item.name

    @allure_commons.hookimpl
    def report_result(self, result: Any) -> None:
        """Keep what would be written."""
        trace = result.statusDetails.trace if result.statusDetails else None
        self.seen[self._running] = Seen(result.start, result.stop, trace or "")


def leave(result_path: Path, result: Result, seen: Mapping[str, Seen]) -> None:
    """Write the last check of `result` beside it.

    What can't be written is left out: it can be made from result.json at any time.
    """
    with contextlib.suppress(OSError):
        shutil.rmtree(folder_of(result_path, len(result.checks) - KEPT), ignore_errors=True)
        folder = folder_of(result_path, len(result.checks))
        shutil.rmtree(folder, ignore_errors=True)  # of an attempt whose result was moved away
        write(folder, result, seen)


def folder_of(result_path: Path, check: int) -> Path:
    """Where the Allure results of an attempt's check are; `check` counts from 1."""
    return result_path.with_suffix(".allure") / str(check)


def write(folder: Path, result: Result, seen: Mapping[str, Seen]) -> None:
    """Write what result.json says of its last check, in Allure's own format.

    Args:
        folder: Which holds the files afterwards, each 0600.
        result: With evidence.
        seen: What is known besides of a criterion, by its name.

    Raises:
        OSError: It can't be written.
    """
    at = int(result.ended.timestamp() * 1000)
    with _private():
        writer = AllureFileLogger(folder)  # type: ignore[no-untyped-call]
        for criterion in result.criteria:
            test = described(result, criterion, seen.get(criterion.name, Seen(at, at)))
            for attachment, piece in zip(test.attachments, criterion.evidence, strict=True):
                writer.report_attached_data(piece.content, attachment.source)  # type: ignore[no-untyped-call]
            writer.report_result(test)  # type: ignore[no-untyped-call]


@contextlib.contextmanager
def _private() -> Iterator[None]:
    """What is made meanwhile is nobody else's to read: Allure's writer asks for no mode."""
    before = os.umask(0o077)
    try:
        yield
    finally:
        os.umask(before)


def described(result: Result, criterion: CriterionResult, seen: Seen) -> TestResult:
    """What result.json says of a criterion, as an Allure test result."""
    learner = result.learner or NOBODY
    lab = result.lab
    names = (lab.domain or "other", lab.title or lab.id, criterion.title)
    full_name = f"{lab.id}#{criterion.name}"
    own = str(
        uuid.uuid5(NAMESPACE, f"{result.attempt}/{learner}/{len(result.checks)}/{criterion.name}")
    )
    labels = (
        *zip(("epic", "feature", "story"), names, strict=True),
        *zip(("parentSuite", "suite", "subSuite"), names, strict=True),
        *(("tag", tag) for tag in _tags(criterion)),
        ("framework", "pytest"),
        ("language", "python"),
    )
    return TestResult(
        uuid=own,
        name=f"{criterion.title} ({learner})",
        fullName=full_name,
        titlePath=list(names),
        testCaseId=_id(full_name),
        historyId=_id(full_name, learner),
        # As HTML, since a description is Markdown, in which text can be an image from elsewhere.
        descriptionHtml=f"<p>{html.escape(criterion.why)}</p>" if criterion.why else None,
        labels=[Label(name=name, value=value) for name, value in labels],
        parameters=[
            # Only the learner tells two histories apart; the rest differs between attempts.
            Parameter(name="learner", value=learner),
            *(Parameter(name=n, value=v, excluded=True) for n, v in _facts(result, criterion)),
        ],
        status=STATUS[criterion.outcome],
        statusDetails=_details(criterion, seen.trace),
        stage="finished",
        start=seen.start,
        stop=seen.stop,
        attachments=[
            Attachment(name=piece.source, source=f"{own}-{n}-attachment.txt", type="text/plain")
            for n, piece in enumerate(criterion.evidence, start=1)
        ],
    )


def _tags(criterion: CriterionResult) -> list[str]:
    tags = ["gate"] if criterion.gate else []
    if criterion.outcome == "passed" and criterion.earned < criterion.points:
        tags.append("voided")
    return tags


def _facts(result: Result, criterion: CriterionResult) -> list[tuple[str, str]]:
    """Weights and values, as they are shown beside a criterion."""
    return [
        ("points", str(criterion.points)),
        ("earned", str(criterion.earned)),
        ("attempt", result.attempt),
        ("check", str(len(result.checks))),
        ("engine", result.engine),
        ("seed", str(result.seed)),
        *(
            # Quoted: of a result that somebody handed in, they may be commands.
            (f"value {quoted(name, LONGEST_VALUE)}", quoted(value, LONGEST_VALUE))
            for name, value in result.values.items()
        ),
    ]


def _details(criterion: CriterionResult, trace: str) -> StatusDetails | None:
    if criterion.outcome == "passed":
        return None
    told = (("expected", criterion.expected), ("found", criterion.found))
    said = [f"{name}: {text}" for name, text in told if text]
    if trace and criterion.reason.startswith(BUG):
        said.append(redacted_text(trace))  # its author needs the place
    return Comparison(
        message=criterion.reason,
        trace="\n".join(said) or None,
        expected=criterion.expected or None,
        actual=criterion.found or None,
    )


def _id(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="surrogatepass")).hexdigest()[:32]
