"""Drawn values put into a lab's texts: {{ namespace }} in task.md, setup/, solution.sh."""

import re
import traceback
from collections.abc import Mapping
from pathlib import Path

import jinja2

from clusterdojo.errors import ContentError
from clusterdojo.lab.values import Drawn

UPGRADE_NODE = re.compile(r"kubeadm upgrade node(?! config)( --ignore-preflight-errors=[\w,]+)?")
UNTIL_1_14 = re.compile(r"1\.(\d|1[0-4])\.\d+")
TASK = "task.md"


def render(text: str, values: Mapping[str, Drawn], source: str) -> str:
    """`text` with its {{ names }} replaced.

    Blocks and comments use marks that neither a shell script nor kubectl's jsonpath contains.

    Args:
        text: The template.
        values: What the names stand for.
        source: Where the text comes from, for the error.

    Raises:
        ContentError: A name is not defined, or the template is malformed.
    """
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined,
        block_start_string="{%%",
        block_end_string="%%}",
        comment_start_string="{##",
        comment_end_string="##}",
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - the output is YAML, Markdown and shell, never HTML
    )
    environment.globals.clear()  # a forgotten {{ namespace }} would be Jinja's own class
    try:
        rendered = environment.from_string(text).render(**values)
    except (jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        line, fault = _line(error), f"{error}."
        raise ContentError(
            f"{source}:{line}: {fault}",
            "Define the value in lab.yaml or fix the template.",
            line=line,
            fault=fault,
        ) from error
    # A task tells what a command has become since then, which stays true.
    return (
        rendered
        if Path(source).name == TASK
        else _in_its_release(rendered, str(values.get("to_version")))
    )


def render_file(path: Path, values: Mapping[str, Drawn]) -> str:
    """A file of a lab with its {{ names }} replaced.

    Raises:
        ContentError: It can't be read, is no UTF-8, or as `render` says.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ContentError(
            f"{path} can't be read: {error.strerror}.",
            "Fix the lab; `dojo validate --content-only` lists what is wrong with its files.",
        ) from error
    except UnicodeDecodeError as error:
        raise ContentError(f"{path} is not UTF-8 text.", "Save it as UTF-8.") from error
    return render(text, values, str(path))


def _in_its_release(text: str, version: str) -> str:
    """kubeadm's commands as the release has them to which a lab upgrades.

    Here, so that labs say what is so today, and nothing about releases of long ago.
    """
    if not UNTIL_1_14.fullmatch(version):
        return text
    return UPGRADE_NODE.sub(f"kubeadm upgrade node config --kubelet-version v{version}", text)


def _line(error: Exception) -> int:
    """The template's line: a syntax error knows it, any other has it in its traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "<template>"]
    return getattr(error, "lineno", None) or (lines[-1] if lines else None) or 1
