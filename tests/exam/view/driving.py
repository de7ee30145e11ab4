"""A view without a terminal, driven key by key, and what it shows as text."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from textual.pilot import Pilot

from clusterdojo.exam.view.app import ExamApp
from clusterdojo.exam.view.jobs import Job, Jobs
from tests.exam.view.fake_sitting import FakeSitting

LOOKS = 1000


class Inline:
    """Jobs that are done at once."""

    def put(self, job: Job) -> None:
        """Do it."""
        job.run()()


class Held:
    """Jobs that are done when the test says so."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def put(self, job: Job) -> None:
        """Keep it."""
        self.jobs.append(job)

    def release(self) -> None:
        """Do all."""
        while self.jobs:
            self.jobs.pop(0).run()()


@dataclass
class Seat:
    """A learner's eyes and hands."""

    app: ExamApp
    pilot: Pilot[str]

    async def press(self, *keys: str) -> None:
        """Press keys, and let the view answer."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def tick(self) -> None:
        """Let the view look at the exam anew."""
        self.app.tick()
        await self.pilot.pause()

    def lines(self) -> list[str]:
        """The lines on the screen, sheets included."""
        strips = self.app.screen._compositor.render_strips()
        return [strip.text.rstrip() for strip in strips]

    def seen(self) -> str:
        """All that is on the screen, the list before the task, any blanks made one."""
        lines = [line.partition("│") for line in self.lines()]
        words = [word for column in (0, 2) for line in lines for word in line[column].split()]
        return " ".join(words)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for the screen: Markdown is parsed beside the view's own thread."""
        for _ in range(LOOKS):
            if holds():
                return
            await self.pilot.pause(0.01)
        raise AssertionError(self.seen())

    async def sees(self, text: str) -> None:
        """It is on the screen, now or soon."""
        await self.until(lambda: text in self.seen())

    async def misses(self, text: str) -> None:
        """It is not on the screen any more, now or soon."""
        await self.until(lambda: text not in self.seen())


def drive(
    play: Callable[[Seat], Awaitable[None]],
    sitting: FakeSitting,
    size: tuple[int, int] = (80, 24),
    jobs: Jobs | None = None,
) -> ExamApp:
    """Open the view of `sitting`, play, and close it; returns the view for its last word."""

    async def whole() -> ExamApp:
        app = ExamApp(sitting, jobs=jobs or Inline(), every=3600, settle=0)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await play(Seat(app, pilot))
        return app

    return asyncio.run(whole())
