"""Charts as inline SVG, each with the same in words and in a table.

Vega-Lite draws them (vl-convert, which carries it and asks no network). Colours are the page's
own variables, so that one drawing serves light and dark.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from clusterdojo.reporting.rounding import whole_percent
from clusterdojo.untrusted import one_line

WIDTH = 380  # about a phone's: letters are as large there as on a wide screen
BAR = 24  # pixels from one bar to the next
LONGEST_NAME = 40  # characters
UNTOLD = re.compile(r' (role|aria-[a-z]+|pointer-events|class|xmlns:xlink)="[^"<>]*"')
CONFIG: dict[str, Any] = {
    "aria": False,
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "domainColor": "var(--line)",
        "gridColor": "var(--line)",
        "labelColor": "var(--muted)",
        "labelFontSize": 12,
        "labelLimit": 170,
        "tickColor": "var(--line)",
        "titleColor": "var(--muted)",
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "titlePadding": 8,
    },
    "bar": {"color": "var(--accent)"},
    "text": {"color": "var(--text)", "fontSize": 12},
}
SHARE = {"domain": [0, 100]}
SHARE_AND_LABEL = {"domain": [0, 114]}  # room for “100%” behind the longest bar
TICKS = 5
MARKED = [0, 20, 40, 60, 80, 100]

Value = str | int | float
Rows = Sequence[tuple[Value, ...]]


@dataclass(frozen=True)
class Chart:
    """A drawing and what it says.

    Attributes:
        title: What is drawn.
        caption: How to read it.
        summary: What it shows, for who can't see it.
        columns: The table's headers.
        rows: The table: what was drawn, number by number.
        svg: The drawing.
    """

    title: str
    caption: str
    summary: str
    columns: tuple[str, ...]
    rows: Rows
    svg: Markup


def distribution(bins: Sequence[tuple[str, int]], what: str) -> Chart:
    """How many learners lie in each range of scores; `what` says which score."""
    values = [{"range": name, "learners": count} for name, count in bins]
    total = sum(count for _, count in bins)
    most = max(bins, key=lambda one: one[1], default=("", 0))
    x = {
        "field": "range", "type": "nominal", "sort": None, "title": "score in per cent",
        "axis": {"labelAngle": -45},
    }  # fmt: skip
    ticks = min(TICKS, max(1, most[1]))  # no more than learners, or there would be halves
    y = {"field": "learners", "type": "quantitative", "axis": {"tickCount": ticks}}
    return Chart(
        title="Distribution of scores",
        caption=what,
        summary=f"Bar chart: {total} learners by score. Most, {most[1]}, lie in {most[0]}%.",
        columns=("Score in per cent", "Learners"),
        rows=list(bins),
        svg=drawn(values, {"mark": {"type": "bar"}, "encoding": {"x": x, "y": y}}, height=200),
    )


def shares(title: str, caption: str, kind: str, of: Sequence[tuple[str, float, int]]) -> Chart:
    """Horizontal bars of a mean share (0..1) for each name, with how many learners it is over."""
    values = [
        {"name": name, "per cent": round(share * 100, 1), "label": f"{whole_percent(share)}%"}
        for name, share, _ in of
    ]
    y = {"field": "name", "type": "nominal", "sort": None, "title": None}
    x = {
        "field": "per cent", "type": "quantitative", "scale": SHARE_AND_LABEL,
        "title": "mean score in per cent", "axis": {"values": MARKED},
    }  # fmt: skip
    label = {
        "mark": {"type": "text", "align": "left", "dx": 4},
        "encoding": {"text": {"field": "label", "type": "nominal"}},
    }
    told = ", ".join(f"{name} {whole_percent(share)}%" for name, share, _ in of)
    return Chart(
        title=title,
        caption=caption,
        summary=f"Bar chart: mean score by {kind.lower()}. {told}.",
        columns=(kind, "Mean score in per cent", "Learners"),
        rows=[(name, round(share * 100, 1), count) for name, share, count in of],
        svg=drawn(
            values,
            {"layer": [{"mark": {"type": "bar"}}, label], "encoding": {"x": x, "y": y}},
            height={"step": BAR},
            names=[name for name, _, _ in of],
        ),
    )


@dataclass(frozen=True)
class Times:
    """Minutes that a lab took.

    Attributes:
        name: The lab's.
        lower: A quarter of the learners took no longer.
        median: Half of them took no longer.
        upper: Three quarters of them took no longer.
        given: What the exam gives; 0 where it is not known.
        over: How many learners took longer than that.
        count: How many learners there are.
    """

    name: str
    lower: float
    median: float
    upper: float
    given: int
    over: int
    count: int


def times(of: Sequence[Times]) -> Chart:
    """The time used against the minutes given, lab by lab."""
    values = [
        {"lab": t.name, "lower": t.lower, "median": t.median, "upper": t.upper,
         "given": t.given or None}
        for t in of
    ]  # fmt: skip
    y = {"field": "lab", "type": "nominal", "sort": None, "title": None}
    most = max((max(t.upper, t.given) for t in of), default=1)
    x = {"type": "quantitative", "title": "minutes", "scale": {"domain": [0, most], "nice": True}}

    def layer(mark: dict[str, Any], field: str, to: str | None = None) -> dict[str, Any]:
        encoding: dict[str, Any] = {"x": {"field": field, **x}, "y": y}
        if to:
            encoding["x2"] = {"field": to}
        return {"mark": mark, "encoding": encoding}

    layers = [
        layer({"type": "bar", "color": "var(--accent-soft)", "height": 10}, "lower", "upper"),
        layer({"type": "tick", "color": "var(--mark)", "thickness": 3, "size": 18}, "given"),
        layer({"type": "point", "filled": True, "color": "var(--accent)", "size": 55,
               "opacity": 1}, "median"),
    ]  # fmt: skip
    over = [t.name for t in of if t.given and t.median > t.given]
    told = f"In {len(over)} of {len(of)} labs the middle learner needs more than is given"
    return Chart(
        title="Time used against minutes given",
        caption="Dot: the middle learner. Bar: the middle half. Upright line: the minutes given.",
        summary=f"Dot chart. {told}{': ' + ', '.join(over) if over else ''}.",
        columns=("Lab", "Middle", "Middle half from", "to", "Given", "Over", "Learners"),
        rows=[
            (
                t.name,
                t.median,
                t.lower,
                t.upper,
                *((t.given, t.over) if t.given else ("not known",) * 2),
                t.count,
            )
            for t in of
        ],
        svg=drawn(
            values, {"layer": layers}, height={"step": BAR}, names=[time.name for time in of]
        ),
    )


def trend(of: Sequence[tuple[datetime.datetime, str, float, float]]) -> Chart:
    """Scores over time: each attempt's time, lab, share and running mean (0..1), oldest first."""
    values = [
        {"time": when.isoformat(), "attempt": round(share * 100, 1), "mean": round(mean * 100, 1)}
        for when, _, share, mean in of
    ]
    y = {"type": "quantitative", "scale": SHARE, "title": "score in per cent"}
    x = {
        "field": "time", "type": "temporal", "title": None, "scale": {"type": "utc"},
        "axis": {"tickCount": 3, "grid": False, "format": _ticks(of[-1][0] - of[0][0])},
    }  # fmt: skip
    layers = [
        {"mark": {"type": "line", "color": "var(--accent)", "strokeWidth": 2.5},
         "encoding": {"y": {"field": "mean", **y}}},
        {"mark": {"type": "point", "filled": True, "color": "var(--mark)", "size": 45,
                  "opacity": 0.9}, "encoding": {"y": {"field": "attempt", **y}}},
    ]  # fmt: skip
    return Chart(
        title="Trend",
        caption="Dot: an attempt. Line: the mean of up to five attempts.",
        summary=f"Line chart of {len(of)} attempts: the mean of up to five attempts goes from "
        f"{whole_percent(of[0][3])}% to {whole_percent(of[-1][3])}%.",
        columns=("Time", "Lab", "Score in per cent", "Mean in per cent"),
        rows=[
            (f"{when:%Y-%m-%d %H:%M}", lab, whole_percent(share), whole_percent(mean))
            for when, lab, share, mean in of
        ],
        svg=drawn(values, {"layer": layers, "encoding": {"x": x}}, height=210),
    )


def _ticks(span: datetime.timedelta) -> str:
    """A format in which no two neighbouring ticks are the same."""
    if span < datetime.timedelta(days=1):
        return "%H:%M"
    return "%-d %b %H:%M" if span < datetime.timedelta(days=8) else "%-d %b %Y"


def drawn(
    values: list[dict[str, Any]],
    spec: dict[str, Any],
    *,
    height: int | dict[str, int],
    names: Sequence[str] = (),
) -> Markup:
    """The drawing of `values`; nothing is asked of the network.

    Args:
        values: One for each mark.
        spec: Marks and encodings, as Vega-Lite has them.
        height: Pixels, or pixels for each step.
        names: Labels at the left. The reader's letters may be wider than those measured here.
    """
    import vl_convert  # only where something is drawn: it brings a JavaScript engine

    longest = max((min(len(name), LONGEST_NAME) for name in names), default=0)
    whole = {
        "background": None,
        "width": WIDTH,
        "height": height,
        "padding": {"left": 5 + 1.5 * longest, "right": 8, "top": 5, "bottom": 5},
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": CONFIG,
        "data": {"values": [_showable(value) for value in values]},
        **spec,
    }
    svg = vl_convert.vegalite_to_svg(whole, allowed_base_urls=[])
    # Names come from results: Vega escapes them, and this makes sure that it did.
    if "<script" in svg.lower() or "<foreignobject" in svg.lower():
        raise ValueError("a chart that would run something")
    # The figure's own words say what is drawn, so the marks need none.
    return Markup(UNTOLD.sub("", svg).replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704


def _showable(value: dict[str, Any]) -> dict[str, Any]:
    """Control characters would end the whole process inside the drawing library."""
    return {
        key: one_line(text, LONGEST_NAME) if isinstance(text, str) else text
        for key, text in value.items()
    }
