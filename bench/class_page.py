"""How large the page of a class is, and how soon its table can be sorted in headless Chromium."""

import argparse
import datetime
import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.stage import ROUNDS, show, verdict
from bench.synthetic_class import synthetic_labs, synthetic_learner
from clusterdojo.reporting.collection import Collection, Entry
from clusterdojo.reporting.formats.html import class_page
from clusterdojo.reporting.gradebook import gradebook

LARGEST_MEGABYTES = 6
LONGEST_SORT_SECONDS = 1.0
PATIENCE = 120_000  # milliseconds
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
# From the button's click, or from the page's navigation, to the frame after the sorted rows.
SORTED = """async () => {
    const clicked = performance.now();
    document.querySelector("#heat th:nth-child(3) button").click();
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    return [clicked / 1000, performance.now() / 1000];
}"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=1000)
    parser.add_argument("--attempts", type=int, default=30)
    given = parser.parse_args()
    program = shutil.which("chromium")
    if program is None:
        sys.exit("There is no chromium: install the package chromium.")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "class.html"
        megabytes = _write(page, given.learners, given.attempts)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
            rounds = [_sorted(browser, page) for _ in range(ROUNDS)]
            browser.close()
    title = f"the page of {given.learners:,} learners with {given.attempts} attempts each"
    show(
        title,
        {
            "from navigation to the first sorted table": [both[0] for both in rounds],
            "from the click to the sorted table": [both[1] for both in rounds],
        },
    )
    verdict("megabytes", megabytes, LARGEST_MEGABYTES)
    verdict("seconds of the slowest sort", max(s for _, s in rounds), LONGEST_SORT_SECONDS)


def _write(page: Path, learners: int, attempts: int) -> float:
    """The page of a synthetic class; its size in MB."""
    labs = synthetic_labs()
    entries: list[Entry] = []
    for number in range(1, learners + 1):
        for result in synthetic_learner(number, attempts, labs):
            for criterion in result.criteria:
                criterion.evidence = []  # as where a class is collected
            entries.append(Entry(result, f"synthetic/{result.attempt}.json", "none"))
    collection = Collection(entries)
    book = gradebook(collection)
    begun = time.perf_counter()
    text = class_page(collection, book, datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC))
    print(f"\nmade in {time.perf_counter() - begun:.1f} s, from a gradebook in memory")
    page.write_text(text, encoding="utf-8")
    return page.stat().st_size / 1e6


def _sorted(browser: Browser, file: Path) -> tuple[float, float]:
    """Seconds from navigation to the sorted table, and from the click to it."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.set_default_timeout(PATIENCE)
    page.goto(file.as_uri())
    clicked, done = page.evaluate(SORTED)
    page.close()
    return done, done - clicked


if __name__ == "__main__":
    main()
