"""One page in one file: templates, style and script from reports/, and nothing from elsewhere."""

import base64
import datetime
import functools
import hashlib
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from clusterdojo.lab.suite import installed
from clusterdojo.reporting.rounding import whole_percent
from clusterdojo.untrusted import one_line, quoted, shortened, showable

NO_NUMBER = "\N{EN DASH}"


def page(template: str, **context: Any) -> str:
    """The whole page.

    Args:
        template: A file in reports/ that extends page.html.j2.
        context: What it shows; text in it is escaped.
    """
    folder = installed().root / "reports"
    style = (folder / "report.css").read_text(encoding="utf-8")
    script = (folder / "report.js").read_text(encoding="utf-8")
    return _environment().get_template(template).render(
        style=Markup(style),  # noqa: S704 - the suite's own file
        script=Markup(script),  # noqa: S704 - the suite's own file
        policy=_policy(style, script),
        **context,
    )  # fmt: skip


def _policy(style: str, script: str) -> str:
    """The policy for the browser: apply this style, run this script, and use no network."""
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(installed().root / "reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters |= {
        "moment": moment,
        "minutes": minutes,
        "percent": percent,
        "quoted": quoted,
        "short": one_line,
        "text": shortened,
    }
    return environment


def _shown(value: Any) -> Any:
    """Every text on the page goes through here; what is marked up is the suite's own."""
    return showable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def moment(time: datetime.datetime) -> str:
    """A time as everybody reads it the same, in UTC."""
    if time.tzinfo is not None:
        time = time.astimezone(datetime.UTC)
    return f"{time:%Y-%m-%d %H:%M} UTC"


def minutes(number: float) -> str:
    """Minutes without a needless fraction."""
    return f"{number:.1f}".removesuffix(".0")


def percent(share: float | None) -> str:
    """A share (0..1) in percent; a dash if there is none.

    Not everything is never 100%, and not nothing never 0%.
    """
    if share is None:
        return NO_NUMBER
    return f"{whole_percent(share)}%"
