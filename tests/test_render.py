"""Drawn values put into a lab's texts."""

import pytest

from clusterdojo.errors import ContentError
from clusterdojo.render import render


def test_names_are_replaced() -> None:
    """A task shows this attempt's values."""
    text = render("{{ app }} in {{ namespace }}\n", {"app": "blue", "namespace": "shop"}, "task.md")
    assert text == "blue in shop\n"


@pytest.mark.parametrize(
    "text",
    [
        "echo ${name%%.*} ${#list[@]} ${name##*/}\n",
        "kubectl get nodes -o jsonpath='{.items[*].metadata.name}'\n",
        "echo {a,b} $((1 % 2)) # {% and {# are text\n",
        "no newline at the end",
    ],
)
def test_shell_and_jsonpath_stay_as_they_are(text: str) -> None:
    """A script needs no escapes for what shells and kubectl write in braces."""
    assert render(text, {}, "solution.sh") == text


def test_nothing_is_escaped_as_if_it_were_html() -> None:
    """YAML and shell get the value's own characters."""
    assert render("{{ text }}", {"text": "<a> & 'b'"}, "task.md") == "<a> & 'b'"


def test_an_undefined_name_is_told_with_its_line() -> None:
    """An author who misspells a value finds the place at once."""
    with pytest.raises(ContentError) as caught:
        render("first\nsecond {{ nmespace }}\n", {"namespace": "shop"}, "task.md")
    assert caught.value.what == "task.md:2: 'nmespace' is undefined."
    assert caught.value.do == "Define the value in lab.yaml or mend the template."


def test_a_malformed_template_is_told_with_its_line() -> None:
    """A half-written name is an error of the lab, not of the machine."""
    with pytest.raises(ContentError, match=r"^setup/a\.yaml:3: "):
        render("a\nb\n{{ namespace", {"namespace": "shop"}, "setup/a.yaml")


@pytest.mark.parametrize("text", ["{{ replicas + app }}", "{{ replicas // 0 }}", "{{ app() }}"])
def test_a_template_that_can_not_be_computed_is_a_content_error(text: str) -> None:
    """Arithmetic on the wrong value is told like any other mistake of the lab."""
    with pytest.raises(ContentError, match=r"^task\.md:1: "):
        render(text, {"replicas": 3, "app": "blue"}, "task.md")
