"""Exams without a cluster: their engines are fakes."""

from collections.abc import Iterator

import pytest

from tests.engines.fake import FakeEngine, fakes


@pytest.fixture
def engines() -> Iterator[dict[str, FakeEngine]]:
    """The fake engines, by the name of the engine for which each stands in."""
    with fakes() as both:
        yield {engine.name: engine for engine in both}


@pytest.fixture
def kwok(engines: dict[str, FakeEngine]) -> FakeEngine:
    """The one that stands in for the embedded engine."""
    return engines["kwok"]
