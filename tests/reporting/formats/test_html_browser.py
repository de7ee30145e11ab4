"""The pages in a real browser: what they ask for, who can use them, and how they sort and print."""

import datetime
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, sync_playwright

from clusterdojo.grading.evidence import Evidence
from clusterdojo.reporting.collection import Collection, Entry, Skipped
from clusterdojo.reporting.formats.html import class_page, learner_page
from clusterdojo.reporting.formats.html.page import NO_NUMBER
from clusterdojo.reporting.gradebook import gradebook
from clusterdojo.reporting.roster import Roster, Student
from tests.reporting.synthetic import NOON, criterion, result

pytestmark = pytest.mark.slow

NOW = datetime.datetime(2026, 2, 1, 8, 30, tzinfo=datetime.UTC)
HOSTILE = (
    "<script>document.title='x'</script>\"'><img src=x onerror=alert(1)> \N{RIGHT-TO-LEFT MARK}evil"
)
LONG = "Wolfeschlegelsteinhausenbergerdorff" * 3
PATIENCE = 120_000  # milliseconds: other work may go on beside the tests
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
LABS = ("drain-node01", "static-pod", "etcd-backup", "network-policies", "pvc-resize",
        "upgrade-controlplane", "rolling-update", "ingress-tls", "rbac-reader")  # fmt: skip
AA = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; the tests are skipped with the reason where there is none."""
    program = shutil.which("chromium")
    if not program:
        pytest.skip("no chromium: install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The addresses of a class page and of a learner's page, with something of everything."""
    entries = list(_entries())
    skipped = [Skipped(HOSTILE, "it is neither .json nor .zip")]
    collection = Collection(entries, skipped, skipped, skipped)
    names = sorted({e.result.learner for e in entries} | {"Nora Nobody"})
    book = gradebook(collection, "best", Roster([Student(name) for name in names]))
    book.renamed.append(("ada", "Ada"))
    folder = tmp_path_factory.mktemp("pages")
    written = {
        "class": class_page(collection, book, NOW),
        "learner": learner_page([e for e in entries if e.result.learner == HOSTILE], HOSTILE, NOW),
    }
    for name, text in written.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in written}


def _entries() -> Iterator[Entry]:
    learners = ["Ada", "Bob", "Cleo", "Dan", "Eve", HOSTILE, LONG]
    for number, learner in enumerate(learners):
        for at, lab in enumerate(LABS):
            if (number + at) % 5 == 4 and learner != HOSTILE:
                continue
            unread = (number + at) % 7 == 6
            made = result(
                learner, lab, (number * 3 + at * 4) % 10, minutes=8 + at,
                domain=("architecture", "workloads", "storage")[at % 3],
                minutes_used=4.5 + number + at / 2, outcome="ungradable" if unread else None,
                started=NOON + datetime.timedelta(days=at, hours=number), solution_seen=True,
                faults=["cluster1 does not answer"] if unread else [],
            )  # fmt: skip
            made.criteria[0] = criterion(
                "test_serves", gate=True, outcome="failed" if number + at == 3 else "passed"
            )
            made.criteria[1].evidence = [Evidence(source="node01 /etc/x", content=HOSTILE * 9)]
            yield Entry(made, f"class.zip!{number}/{lab}.json", "broken" if at == 2 else "genuine")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A wide window, in light colours; an error in a script fails the test."""
    yield from _window(browser)


def _window(browser: Browser, **options: Any) -> Iterator[Page]:
    errors: list[str] = []
    context = browser.new_context(
        **{"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"} | options
    )
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text))
    yield page
    context.close()
    assert not errors


@pytest.mark.parametrize("name", ["class", "learner"])
def test_opening_a_page_asks_for_nothing_but_the_file(
    page: Page, pages: dict[str, str], name: str
) -> None:
    """Not even when everything on it is opened; no script of a name runs."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(pages[name])
    _open_everything(page)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")
    assert [address for address in asked if address != "data:,"] == [pages[name]]
    assert "clusterdojo" in page.title()


@pytest.mark.parametrize("width", [1440, 768, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["class", "learner"])
def test_axe_finds_no_violation_and_nothing_is_wider_than_the_window(
    browser: Browser, pages: dict[str, str], name: str, scheme: str, width: int
) -> None:
    """WCAG 2.1 A and AA, with every detail open; wide tables scroll in a box of their own."""
    for page in _window(
        browser, viewport={"width": width, "height": 844}, color_scheme=scheme, bypass_csp=True
    ):
        page.goto(pages[name])
        _open_everything(page)
        wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
        assert wide <= 0
        found = Axe().run(page, options=AA)
        assert not found.violations_count, found.generate_report()
        assert len(found.response["passes"]) > 15, "axe has looked at the page"


def test_wide_tables_can_be_scrolled_with_the_keyboard(
    browser: Browser, pages: dict[str, str]
) -> None:
    """The box can be focused, and tells what is in it."""
    for page in _window(browser, viewport={"width": 390, "height": 844}):
        page.goto(pages["class"])
        box = page.get_by_role("region", name="Learners by labs", exact=True).last
        box.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.activeElement.scrollLeft > 0")
        assert box.get_attribute("tabindex") == "0"


def test_the_button_changes_light_to_dark_and_back(page: Page, pages: dict[str, str]) -> None:
    """The system's choice is the beginning."""
    page.goto(pages["class"])
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    page.get_by_role("button", name="Dark colours").click()
    assert page.evaluate(colour) != light
    page.get_by_role("button", name="Light colours").click()
    assert page.evaluate(colour) == light


def test_the_heat_map_sorts_by_mouse_and_by_keyboard(page: Page, pages: dict[str, str]) -> None:
    """Numbers first from the highest; what has no number stays last, either way."""
    page.goto(pages["class"])
    header = page.get_by_role("columnheader", name="Mean")
    header.get_by_role("button").click()
    assert header.get_attribute("aria-sort") == "descending"
    down = _column(page, 3)
    assert down[-1] == NO_NUMBER, "Nora has no mean"
    assert [int(n) for n in down[:-1]] == sorted((int(n) for n in down[:-1]), reverse=True)
    header.get_by_role("button").press("Enter")
    assert header.get_attribute("aria-sort") == "ascending"
    up = _column(page, 3)
    assert [int(n) for n in up[:-1]] == sorted(int(n) for n in up[:-1])
    assert up[-1] == NO_NUMBER
    name = page.get_by_role("columnheader", name="Learner").first
    name.get_by_role("button").press("Space")
    assert name.get_attribute("aria-sort") == "ascending"
    assert header.get_attribute("aria-sort") is None
    assert [n for n in _column(page, 1) if n in {"Ada", "Bob", "Nora Nobody"}] == [
        "Ada", "Bob", "Nora Nobody",
    ]  # fmt: skip


def test_a_negative_number_is_less_than_none_at_all(page: Page, pages: dict[str, str]) -> None:
    """The item analysis writes a real minus sign."""
    page.goto(pages["class"])
    table = page.locator("#items-table")
    header = table.get_by_role("columnheader", name="Tells apart")
    header.get_by_role("button").click()
    told = [cell.replace("−", "-") for cell in _column(page, 6, "items-table")]  # noqa: RUF001
    known = [float(number) for number in told if number != NO_NUMBER]
    assert known
    assert known == sorted(known, reverse=True)
    assert told[: len(known)] == [number for number in told if number != NO_NUMBER]


def test_tables_are_narrowed_by_learner_by_lab_and_by_flag(
    page: Page, pages: dict[str, str]
) -> None:
    """Typing finds learners, a list chooses the lab; the number of rows shown is told."""
    page.goto(pages["class"])
    heat = page.locator("#map")
    heat.get_by_label("Learner", exact=True).fill("aDa")
    assert page.locator("#heat tbody tr:visible th").all_inner_texts() == ["Ada"]
    assert heat.get_by_role("status").inner_text() == "1 of 8 shown"
    heat.get_by_role("combobox", name="Lab").select_option("static-pod")
    shown = page.locator("#heat thead th:visible").all_inner_texts()
    assert [text.strip() for text in shown] == ["Learner", "Labs", "Mean", "static-pod"]
    heat.get_by_role("combobox", name="Lab").select_option("rbac-reader")
    assert page.locator("#heat thead th:visible").last.inner_text().strip() == "rbac-reader"
    heat.get_by_role("combobox", name="Lab").select_option("all labs")
    heat.get_by_label("Learner", exact=True).fill("")
    assert page.locator("#heat thead th:visible").count() == 3 + len(LABS)
    assert page.locator("#heat tbody tr:visible").count() == 8
    items = page.locator("#items")
    items.get_by_role("combobox", name="Lab").select_option("static-pod")
    labs = page.locator("#items-table tbody tr:visible td:nth-child(2)").all_inner_texts()
    assert set(labs) == {"static-pod"}
    items.get_by_role("combobox", name="Lab").select_option("all labs")
    items.get_by_label("flagged only").check()
    flags = page.locator("#items-table tbody tr:visible td:nth-child(7)").all_inner_texts()
    assert flags
    assert all(flags)


def test_attempts_are_narrowed_by_lab_and_by_words(page: Page, pages: dict[str, str]) -> None:
    """By keyboard alone."""
    page.goto(pages["learner"])
    attempts = page.locator("#attempts-all")
    attempts.get_by_label("Words in an attempt").focus()
    page.keyboard.type("drain-node01")
    page.wait_for_function("document.querySelectorAll('#attempts > li:not([hidden])').length == 1")
    assert attempts.get_by_role("status").inner_text() == "1 of 7 shown"


def test_hostile_names_are_shown_as_text(page: Page, pages: dict[str, str]) -> None:
    """Letter by letter, and in a direction of their own."""
    for address in pages.values():
        page.goto(address)
        shown = page.locator("bdi", has_text="evil").first
        assert "<script>document.title='x'</script>" in (shown.text_content() or "")
        assert not page.locator("img").count()
        assert page.locator("script").count() == 1


def test_each_chart_has_words_and_a_table_beside_it(page: Page, pages: dict[str, str]) -> None:
    """A name for who can't see it, and the numbers for everybody."""
    for name, count in (("class", 4), ("learner", 1)):
        page.goto(pages[name])
        assert page.locator("figure").count() == count
        for figure in page.locator("figure").all():
            assert "chart" in (figure.get_by_role("img").get_attribute("aria-label") or "")
            figure.get_by_text("Show as a table").click()
            assert figure.get_by_role("row").count() > 1
            assert figure.locator("figcaption").inner_text()


def test_a_charts_colours_follow_the_page(page: Page, pages: dict[str, str]) -> None:
    """The same drawing, in the colours of light and of dark."""
    page.goto(pages["class"])
    bar = "getComputedStyle(document.querySelector('figure path[fill=\"var(--accent)\"]')).fill"
    light = page.evaluate(bar)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(bar) != light


def test_on_paper_everything_is_unfolded_and_light(browser: Browser, pages: dict[str, str]) -> None:
    """Dark colours stay on the screen, so do buttons and fields; nothing is cut off."""
    for page in _window(browser, color_scheme="dark"):
        page.goto(pages["learner"])
        page.emulate_media(media="print")
        assert (
            page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        )
        assert not page.get_by_label("Words in an attempt").is_visible()
        assert page.get_by_text("Why test_four matters.").first.is_visible()
        page.goto(pages["class"])
        overflow = "getComputedStyle(document.querySelector('.scroll')).overflow"
        assert page.evaluate(overflow) == "visible"
        assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_a_page_can_be_read_without_its_script(browser: Browser, pages: dict[str, str]) -> None:
    """Nothing is shown then that would not work."""
    for page in _window(browser, java_script_enabled=False):
        page.goto(pages["class"])
        assert page.locator("#heat tbody tr").first.is_visible()
        assert not page.locator("button:visible, input:visible, select:visible").count()


def _open_everything(page: Page) -> None:
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


def _column(page: Page, number: int, table: str = "heat") -> list[str]:
    told = page.locator(f"#{table} tbody tr > :nth-child({number})").all_text_contents()
    return [text.strip() for text in told]
