"""The linter for texts: it finds the phrases in style.toml, at the right lines."""

from pathlib import Path

import pytest

from scripts import style

RULES = style.rules()
TEXT = """\
# That is no heading

A paragraph of two lines, in which the
reader is
told nothing. `that is no code`

- first item
- second item, made anew

```console
$ echo that is no command
```

| a | there is no fault |
|---|---|
| x | y is no z |
"""
MODULE = '''\
"""This module is no text for users."""

NAME = "is no"  # two words are not a phrase
LIMIT = 1
"""This is no text for users either."""


def test_criterion() -> None:
    """This is no word."""
    assert NAME == (
        "this is "
        f"no {LIMIT} name"
    )


@app.command("list")
def command() -> None:
    """The faults are told."""


def inner() -> None:
    """This is no text for users."""
'''


def lines(passages: list[style.Passage]) -> list[int]:
    """Where the faults of these passages are."""
    return [line for line, _ in style.faults(passages, RULES)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.wrong)
def test_each_rule_finds_its_own_phrase(rule: style.Rule) -> None:
    """The wrong example has a fault; the right one has none of any rule."""
    assert rule.pattern.search(rule.wrong)
    assert list(style.faults(style.prose(rule.right), RULES)) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.wrong)
def test_a_line_break_does_not_hide_a_phrase(rule: style.Rule) -> None:
    """Texts are wrapped, lists with an indent."""
    assert rule.pattern.search(rule.wrong.replace(" ", "\n"))
    if "(?<" not in rule.pattern.pattern:  # a look-behind sees one character
        assert rule.pattern.search(rule.wrong.replace(" ", "\n  "))


def test_faults_of_a_page_have_their_lines() -> None:
    """Headings, paragraphs, items and cells are read; code is not."""
    assert lines(list(style.prose(TEXT))) == [1, 4, 8, 16]


def test_faults_of_a_program_have_their_lines() -> None:
    """Messages and the docstrings of criteria and commands are read; other docstrings are not."""
    assert sorted(lines(list(style.strings(MODULE)))) == [9, 11, 18]


def test_titles_and_templates_are_read() -> None:
    """Titles of labs, and the words between the tags of a page."""
    assert lines(list(style.titles("id: a\ntitle: Mend the node\nminutes: 3\n"))) == [2]
    page = '<p title="is no word">\n{# is no word #}{{ "is no word" }}\n<b>It is no word</b></p>'
    assert lines(list(style.template(page))) == [3]


def test_a_fault_says_where_it_is_and_what_to_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line for each fault; exit code 1."""
    (tmp_path / "README.md").write_text("Good text.\n\nThe image is made anew.\n")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/proof.md").write_text("It is told.\n")  # generated
    assert style.main(tmp_path, ()) == 1
    told = capsys.readouterr().out
    assert told == "README.md:3: “anew”: write 'again' or 'from scratch' (dated)\n"
    assert style.main(tmp_path, ("docs",)) == 0


def test_every_kind_of_text_is_found() -> None:
    """A pattern that matches nothing would guard nothing."""
    names = {name for name, _ in style.texts(style.ROOT)}
    assert names >= {
        "README.md", "CHANGELOG.md", "docs/exam.md", "docs/decisions/0003-dependencies.md",
        "reports/README.md", "labs/drain-node01/task.md", "labs/drain-node01/hints.md",
        "labs/drain-node01/lab.yaml", "exams/cka.yaml", "reports/class.html.j2",
        "src/clusterdojo/cli/exam.py", "checks/test_drain_node01.py", "fixtures/node.py",
    }  # fmt: skip
    assert "docs/proof.md" not in names
