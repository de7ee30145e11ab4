"""Loads what it takes to show a page while something else is waited for."""


def load_pages() -> None:
    """Load Markdown's half of rich, and the command line's pages, before there is one to show."""
    import rich.markdown

    import clusterdojo.cli.show

    del rich, clusterdojo
