"""Drawn values put into a lab's texts."""

from pathlib import Path

import pytest

from clusterdojo.errors import ContentError
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.rendering import render, render_file
from clusterdojo.lab.upgrade import Upgrade


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
    assert caught.value.do == "Define the value in lab.yaml or fix the template."


@pytest.mark.parametrize("name", ["namespace", "dict", "range", "lipsum", "cycler", "joiner"])
def test_a_name_of_jinjas_own_is_undefined_too(name: str) -> None:
    """A value that lab.yaml forgot is no text such as <class 'dict'> in a task."""
    with pytest.raises(ContentError, match=f"'{name}' is undefined"):
        render(f"{{{{ {name} }}}}", {}, "task.md")


def test_a_malformed_template_is_told_with_its_line() -> None:
    """A half-written name is an error of the lab, not of the machine."""
    with pytest.raises(ContentError, match=r"^setup/a\.yaml:3: "):
        render("a\nb\n{{ namespace", {"namespace": "shop"}, "setup/a.yaml")


@pytest.mark.parametrize("text", ["{{ replicas + app }}", "{{ replicas // 0 }}", "{{ app() }}"])
def test_a_template_that_can_not_be_computed_is_a_content_error(text: str) -> None:
    """Arithmetic on the wrong value is told like any other mistake of the lab."""
    with pytest.raises(ContentError, match=r"^task\.md:1: "):
        render(text, {"replicas": 3, "app": "blue"}, "task.md")


def test_a_file_is_rendered_and_named_in_its_errors(tmp_path: Path) -> None:
    """Whichever text of a lab it is."""
    path = tmp_path / "task.md"
    path.write_text("In {{ namespace }}")
    assert render_file(path, {"namespace": "shop"}) == "In shop"
    with pytest.raises(ContentError, match=f"^{path}:1: 'namespace' is undefined"):
        render_file(path, {})


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "can't be read: No such file or directory."), (b"f\xfcr", "is not UTF-8 text.")],
)
def test_a_text_that_can_not_be_read_is_told(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    """A file that is missing, or in Latin-1, is a fault of the lab's and no traceback."""
    path = tmp_path / "10-config.yaml"
    if content:
        path.write_bytes(content)
    with pytest.raises(ContentError) as caught:
        render_file(path, {})
    assert caught.value.what == f"{path} {said}"


def test_a_folder_is_no_text(tmp_path: Path) -> None:
    """setup/cluster1/ in a lab with one cluster would be passed over in silence."""
    with pytest.raises(ContentError, match="can't be read: Is a directory"):
        render_file(tmp_path, {})


LABS = Path(__file__).parents[2] / "labs"
UPGRADES = sorted(LABS.glob("upgrade-*"))


def _texts(folder: Path, upgrade: Upgrade | None) -> dict[str, str]:
    """All that a learner reads and runs in a lab, as it is rendered for that upgrade."""
    values = load_lab(folder).with_upgrade(upgrade).draw(1)
    files = [folder / "hints.md", *folder.rglob("*.sh")]
    return {
        str(file.relative_to(folder)): render(file.read_text("utf-8"), values, file.name)
        for file in files
    }


@pytest.mark.parametrize("folder", UPGRADES, ids=lambda folder: folder.name)
def test_kubeadms_command_is_that_of_the_release(folder: Path) -> None:
    """Before 1.15 it was another one, without the option; labs only say what is so today."""
    old = Upgrade.model_validate({"from": "1.11.10", "to": "1.12.10"})
    today, then = _texts(folder, None), _texts(folder, old)
    for name, text in today.items():
        said = "kubeadm upgrade node config --kubelet-version v1.12.10"
        count = text.count("kubeadm upgrade node")
        assert then[name].count(said) == then[name].count("kubeadm upgrade node") == count, name
        assert f"{said} --ignore" not in then[name]
        assert "kubeadm upgrade node config" not in text


@pytest.mark.parametrize("version", ["1.15.0", "1.35.4", "1.100.0", "2.1.0", "soon"])
def test_todays_command_stays(version: str) -> None:
    """Since 1.15 kubeadm finds out by itself what the node needs."""
    text = "kubeadm upgrade node --ignore-preflight-errors=SystemVerification"
    assert render(text, {"to_version": version}, "solution.sh") == text
    assert render(text, {}, "solution.sh") == text


def test_other_versions_get_the_same_command_in_context() -> None:
    """In a hint, in a script, and not in what a task says of the past."""
    values = {"to_version": "1.14.3"}
    new = "kubeadm upgrade node config --kubelet-version v1.14.3"
    assert render("x `kubeadm upgrade node`: y", values, "hints.md") == f"x `{new}`: y"
    case = "a) kubeadm upgrade node --ignore-preflight-errors=A,B ;;"
    assert render(case, values, "solution.sh") == f"a) {new} ;;"
    told = (
        "`kubeadm upgrade node config --kubelet-version` became `kubeadm upgrade node` with 1.15."
    )
    assert render(told, values, "task.md") == told
