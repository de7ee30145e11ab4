"""Exams on the pages in a real browser: who can use them, and on how small a screen."""

import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, sync_playwright

from clusterdojo.reporting.collection import collect
from clusterdojo.reporting.formats.html import class_page, learner_page
from clusterdojo.reporting.gradebook import gradebook
from tests.reporting.synthetic_exam import FOUR, Task, exam, write_exam

pytestmark = pytest.mark.slow

NOW = datetime.datetime(2026, 2, 1, 8, 30, tzinfo=datetime.UTC)
AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
PATIENCE = 120_000  # milliseconds: other work may go on beside the tests


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; the tests are skipped with the reason where there is none."""
    program = shutil.which("chromium")
    if not program:
        pytest.skip("no chromium: install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A class page and a learner's page, on which every task is open."""
    folder = tmp_path_factory.mktemp("exams")
    write_exam(folder, exam())
    open_ones = (*FOUR[:3], Task("contexts", weight=20, lost=True))
    write_exam(folder, exam(open_ones, "Ben", practice=True))
    found = collect([folder], keep_evidence=True)
    written = {
        "class": class_page(found, gradebook(found), NOW),
        "learner": learner_page(found, "Ben", NOW, offered={}),
    }
    addresses = {}
    for name, text in written.items():
        path = Path(folder / f"{name}.html")
        path.write_text(text.replace("<details>", "<details open>"), encoding="utf-8")
        addresses[name] = path.as_uri()
    return addresses


@pytest.mark.parametrize("name", ["class", "learner"])
@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_can_be_used_by_everybody(
    browser: Browser, pages: dict[str, str], name: str, width: int, scheme: str
) -> None:
    """WCAG 2.1 AA, in both colours; nothing is wider than a phone's screen; no script fails."""
    errors: list[str] = []
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text))
    page.goto(pages[name])
    found = Axe().run(page, options=AA)
    assert [violation["id"] for violation in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
    assert errors == []
