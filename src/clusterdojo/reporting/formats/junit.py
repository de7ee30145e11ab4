"""JUnit XML, as a format."""

from collections.abc import Iterator

from clusterdojo.reporting.format import Format, Material


def _text(material: Material) -> Iterator[str]:
    from clusterdojo.reporting.junit import document  # the models of results take their time

    return document(material.collection.entries, material.collection.exams)


FORMAT = Format(
    "junit", "Write JUnit XML: a suite for each attempt or exam, a case for each criterion.", _text
)
