"""A task's text. Textual's Markdown is loaded with it: after the clock is shown, not before."""

from textual.content import Content
from textual.widgets import Markdown
from textual.widgets.markdown import MarkdownBlock, MarkdownFence


class _Commands(MarkdownFence):
    """A block of code as it is: to guess its language would load all of Pygments' lexers."""

    @classmethod
    def highlight(
        cls,
        code: str,
        language: str,
        ansi: bool = False,  # noqa: FBT001, FBT002 - Textual's own signature
        dark: bool = False,  # noqa: FBT001, FBT002 - the same
    ) -> Content:
        """The code without colours."""
        del language, ansi, dark
        return Content(code)


class TaskText(Markdown):
    """The text of one task after the other."""

    def get_block_class(self, block_name: str) -> type[MarkdownBlock]:
        """The widget for one kind of block."""
        if block_name in {"fence", "code_block"}:
            return _Commands
        return super().get_block_class(block_name)
