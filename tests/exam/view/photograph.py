"""docs/exam-*.png: the view with the real tasks of a drawn exam, photographed by Chromium.

`python -m tests.exam.view.photograph`; it starts no cluster.
"""

import asyncio
import re
import subprocess
import tempfile
from pathlib import Path

from clusterdojo.exam.draw import DrawnExam, draw
from clusterdojo.exam.load import load_blueprint, load_labs
from clusterdojo.exam.model import ExamRecord, Readiness, TaskRecord
from clusterdojo.exam.view.app import ExamApp
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.rendering import render
from clusterdojo.lab.suite import suite
from tests.exam.view.driving import Inline
from tests.exam.view.fake_sitting import NOW, FakeSitting

DOCS = Path(__file__).parents[3] / "docs"
SEED = 7
SHOWN = 3
STATES: dict[int, Readiness] = {7: "paused", 8: "preparing"}


class DrawnSitting(FakeSitting):
    """A sitting of that exam, whose clusters are not there."""

    def __init__(self, drawn: DrawnExam) -> None:
        tasks = [
            TaskRecord(
                **task.model_dump(),
                readiness=STATES.get(task.number, "ready"),
                flagged=task.number in {2, 5},
            )
            for task in drawn.tasks
        ]
        record = drawn.model_dump(exclude={"tasks", "unfilled"})
        super().__init__(
            ExamRecord(
                id="", **record, tasks=tasks, phase="running", created=NOW, started=NOW,
                current=SHOWN,
            ),
            seconds=drawn.minutes * 60 * 0.6,
        )  # fmt: skip

    def task_text(self, number: int) -> str | None:
        """The lab's own task, with values of this seed."""
        task = self.exam.task(number)
        folder = suite().lab_dir(task.lab)
        text = (folder / "task.md").read_text(encoding="utf-8")
        return render(text, load_lab(folder).draw(task.seed), task.lab)


async def photograph(sitting: FakeSitting, width: int, height: int) -> str:
    """The view at that size, as SVG."""
    app = ExamApp(sitting, jobs=Inline(), every=3600, settle=0)
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.pause()
        await pilot.pause()
        return app.export_screenshot()


def main() -> None:
    """Take both pictures."""
    blueprint = load_blueprint(suite(), "maintenance")
    drawn = draw(blueprint, load_labs(suite(), blueprint), SEED, ["kwok"])
    with tempfile.TemporaryDirectory() as folder:
        for width, height in ((80, 24), (200, 50)):
            image = Path(folder) / "view.svg"
            svg = asyncio.run(photograph(DrawnSitting(drawn), width, height))
            box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
            assert box is not None
            size = f"{round(float(box[1]))},{round(float(box[2]))}"
            image.write_text(svg.replace("<svg ", f'<svg width="{box[1]}" height="{box[2]}" ', 1))
            target = DOCS / f"exam-{width}x{height}.png"
            subprocess.run(
                ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars",
                 "--default-background-color=00000000", f"--window-size={size}",
                 f"--screenshot={target}", image.as_uri()],
                check=True, capture_output=True,
            )  # fmt: skip


if __name__ == "__main__":
    main()
