"""The rows of the list."""

import pytest
from rich.cells import cell_len

from clusterdojo.exam.view.task_list import Layout, fitted, heading, rows, weight
from tests.exam.view.fake_sitting import exam_record

LAYOUTS = [Layout.of(80, 24, 16), Layout.of(80, 50, 16), Layout.of(120, 24, 16),
           Layout.of(200, 50, 16)]  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_every_row_is_as_wide_as_the_list(layout: Layout) -> None:
    """Titles in any script, flags and fractions included; the columns have their names."""
    record = exam_record()
    record.tasks[3].flagged = True
    record.tasks[4].weight = 12.5
    lines = list(rows(record, 4, layout))
    assert len(lines) == 16 * layout.lines
    assert {cell_len(line.plain) for line in lines} == {layout.width}
    assert "state" in heading(layout).plain
    assert "…" not in heading(layout).plain


def test_the_shown_task_has_a_mark_and_not_only_a_colour() -> None:
    """Without colours it is found, too."""
    lines = [line.plain for line in rows(exam_record(), 3, LAYOUTS[0])]
    assert [n for n, line in enumerate(lines, 1) if line.startswith("►")] == [3]


def test_large_screens_have_titles_and_contexts() -> None:
    """All of a task is in the list where there is room."""
    record = exam_record()
    text = "\n".join(line.plain for line in rows(record, 1, LAYOUTS[3]))
    for task in record.tasks:
        assert task.title in text
        assert ", ".join(task.contexts) in text


def test_small_tall_screens_have_the_context_first() -> None:
    """What may be cut there is the title's end."""
    lines = [line.plain for line in rows(exam_record(), 1, LAYOUTS[1])]
    assert lines[1].startswith("     cluster1: Taint")


def test_text_is_cut_between_characters_and_says_so() -> None:
    """An ellipsis, and never half of a wide character."""
    assert fitted("日本語", 6) == "日本語"
    assert fitted("日本語のクラスタ", 6) == "日本… "
    assert fitted("abc", 5) == "abc  "


def test_weights_are_as_exact_as_they_need() -> None:
    """6% is not 6.00%."""
    assert [weight(w) for w in (6, 6.25, 12.5, 100, 0)] == ["6%", "6.25%", "12.5%", "100%", "0%"]
