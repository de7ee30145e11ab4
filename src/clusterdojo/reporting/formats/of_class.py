"""The page of a class, as a format."""

from collections.abc import Iterator

from clusterdojo.reporting.format import Format, Material


def _text(material: Material) -> Iterator[str]:
    from clusterdojo.reporting.formats.html.class_page import (
        class_page,  # templates take their time
    )

    if material.gradebook is None:
        msg = "the page of a class is made from a gradebook"
        raise TypeError(msg)
    yield class_page(material.collection, material.gradebook, material.now)


FORMAT = Format(
    "class",
    "Write the page of a class: heat map, exams, scores, times and criteria.",
    _text,
    of_class=True,
)
