"""docs/architecture.md, "A lab": two places, and nothing else is touched."""

from pathlib import Path

from clusterdojo.lab.lint.labs import lint, stray_checks
from clusterdojo.lab.lint.scripts import mistakes
from clusterdojo.lab.scaffold import scaffold
from clusterdojo.lab.suite import Suite
from clusterdojo.proof.variants import variants

MISTAKE = "# A label is not the work.\n# loses: {}\nkubectl label nodes --all late=yes\n"


def _files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def test_a_lab_is_a_folder_and_a_check_module(own_suite: Suite) -> None:
    """The skeleton lints, and a mistake that is added is a variant to prove."""
    before = _files(own_suite.root)
    scaffold(own_suite, "demo")
    made = _files(own_suite.root) - before
    assert all(path.startswith("labs/demo/") for path in made - {"checks/test_demo.py"})
    assert lint(own_suite, "demo") == []
    assert stray_checks(own_suite) == []
    [first, *_] = mistakes(own_suite.labs / "demo")
    text = MISTAKE.format(" ".join(sorted(first.loses)))
    (own_suite.labs / "demo" / "mistakes" / "label-only.sh").write_text(text)
    assert lint(own_suite, "demo") == []
    names = [variant.name for variant in variants(own_suite, "demo", ["kwok"])]
    assert {"solution", "mistake: label-only", "cheat: forged-status"} <= set(names)
