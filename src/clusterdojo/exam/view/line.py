"""Text on the screen that is drawn again only if it has changed."""

from textual.content import Content
from textual.widgets import Static


class Line(Static):
    """One line or more, never read as markup: titles and faults may hold brackets."""

    _written: Content | None = None

    def write(self, text: Content | str) -> None:
        """Show that text."""
        new = Content(text) if isinstance(text, str) else text
        if self._written is None or not new.is_same(self._written):
            self._written = new
            self.update(new)
