"""`dojo doctor`: what every lab needs, then what each engine needs besides."""

from collections.abc import Sequence

import pytest
import typer
from typer.testing import CliRunner

from clusterdojo.cli.doctor import register
from clusterdojo.engines import host
from clusterdojo.engines.finding import Finding
from clusterdojo.engines.registry import standing_in
from tests.engines.fake import FakeEngine


class Looked(FakeEngine):
    """An engine that looks at one thing of the machine."""

    def __init__(self, name: str, *, simulated: bool, good: bool) -> None:
        super().__init__(name, simulated=simulated)
        self.finding = Finding(f"what {name} needs", "found", good=good, do=f"mend {name}")

    def examine(self) -> list[Finding]:
        """Only that."""
        return [self.finding]


@pytest.mark.parametrize(
    ("good", "code"),
    [((True, True), 0), ((True, False), 0), ((False, True), 2), ((False, False), 2)],
)
def test_the_exit_code_is_about_every_lab(
    monkeypatch: pytest.MonkeyPatch, good: Sequence[bool], code: int
) -> None:
    """A machine on which only real nodes can't run is fit for the suite."""
    monkeypatch.setattr(host, "examine", list)
    app = typer.Typer()
    register(app)
    kwok, kind = (
        Looked(name, simulated=name == "kwok", good=good[place])
        for place, name in enumerate(("kwok", "kind"))
    )
    with standing_in(kwok, kind):
        done = CliRunner().invoke(app)
    assert done.exit_code == code
    parts = ["Needed by every lab", "mend kwok", "on real nodes (engine kind)", "mend kind"]
    places = [done.stdout.index(part) for part in parts]
    assert places == sorted(places)
