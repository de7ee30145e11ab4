"""The end: how far grading is, then the result in short."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from textual.content import Content

from clusterdojo.exam.model import ExamRecord
from clusterdojo.exam.view.protocol import ShortResult

BAR = 30
KEPT = 8  # notes


@dataclass
class Grading:
    """The progress of grading. Any thread may report it, and the view reads it when it draws."""

    why: str
    text: str = "Grading begins"
    done: float = 0
    total: float = 0
    detail: str = ""
    notes: list[str] = field(default_factory=list)

    def stage(self, text: str) -> None:
        """A new piece of work begins."""
        self.text, self.done, self.total, self.detail = text, 0, 0, ""

    def advance(self, done: float, total: float, detail: str = "") -> None:
        """So much of it is done."""
        self.done, self.total, self.detail = done, total, detail

    def note(self, text: str) -> None:
        """Keep it on the screen."""
        self.notes = [*self.notes, text][-KEPT:]

    def shown(self) -> Content:
        """All of that, as the learner sees it."""
        lines: list[Content | str] = [
            Content.styled(self.why, "bold"),
            "Further changes do not count. Everything is graded as it stands.",
            "",
            self.text,
        ]
        if self.total:
            filled = round(BAR * min(1.0, self.done / self.total))
            bar = "█" * filled + "░" * (BAR - filled)
            figures = f"{self.done:g} of {self.total:g}"
            lines.append(f"{bar} {figures}")
            if self.detail and self.detail != figures:
                lines.append(self.detail)
        lines += ["", *self.notes]
        return _joined(lines)


def verdict_shown(record: ExamRecord, verdict: ShortResult) -> Content:
    """The result in short."""
    word, style = _word(verdict)
    lines: list[Content | str] = [
        Content.assemble(
            (f" {word} ", f"bold reverse {style}"),
            (f"  {_percent(verdict.score)}", "bold"),
            f"  ({record.pass_percent}% to pass)",
        ),
        "",
    ]
    if verdict.ungradable:
        tasks = "Task" if len(verdict.ungradable) == 1 else "Tasks"
        tasks += f" {listed(verdict.ungradable)}"
        rest = _percent(verdict.score_without_ungradable)
        lines += [f"{tasks} could not be graded. Score of the others: {rest}.", ""]
    if record.practice:
        lines += ["This was practice: checks were allowed, and the result says so.", ""]
    for domain, percent in verdict.domains.items():
        share = record.domains.get(domain, 0)
        filled = round(BAR / 2 * min(1.0, percent / 100))
        bar = "█" * filled + "░" * (BAR // 2 - filled)
        lines.append(f"{domain:<16}{bar} {_percent(percent):>6}, weighs {_percent(share)}")
    lines += ["", Content.assemble("Full result: ", (verdict.command, "bold"))]
    return _joined(lines)


def verdict_line(verdict: ShortResult) -> str:
    """The result in a line, to stay on the terminal when the view is left."""
    return f"{_word(verdict)[0]}, {_percent(verdict.score)}. Full result: {verdict.command}"


def listed(numbers: Sequence[int]) -> str:
    """Such as "3", or "3, 5 and 9"."""
    *most, last = [str(number) for number in numbers]
    return f"{', '.join(most)} and {last}" if most else last


def _word(verdict: ShortResult) -> tuple[str, str]:
    if verdict.passed is None:
        return "NOT DECIDED", "$warning"
    return ("PASSED", "$success") if verdict.passed else ("NOT PASSED", "$error")


def _percent(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0") + "%"


def _joined(lines: Sequence[Content | str]) -> Content:
    return Content("\n").join([Content(x) if isinstance(x, str) else x for x in lines])
