"""Drawn values put into a lab's texts: {{ namespace }} in task.md, setup/, solution.sh."""

from collections.abc import Mapping

import jinja2

from clusterdojo.errors import ContentError
from clusterdojo.values import Drawn


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
    try:
        return environment.from_string(text).render(**values)
    except jinja2.TemplateError as error:
        line = getattr(error, "lineno", None)
        place = f"{source}:{line}" if line else source
        raise ContentError(
            f"{place}: {error.message}.", "Define the value in lab.yaml or mend the template."
        ) from error
