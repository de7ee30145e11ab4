"""A lab's schema and hints."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from clusterdojo.lab import Lab, hints
from clusterdojo.suite import suite

CHECKOUT = Path(__file__).parent.parent
TESTDATA = CHECKOUT / "tests" / "content" / "testdata"


@pytest.fixture
def schema() -> dict[str, Any]:
    """lab.yaml's JSON Schema, as an editor gets it."""
    return Lab.model_json_schema(by_alias=True)


@pytest.mark.parametrize("lab_id", suite().lab_ids())
def test_the_suites_labs_are_valid_by_the_schema(lab_id: str, schema: dict[str, Any]) -> None:
    """An editor marks nothing in a lab that lint accepts."""
    content = yaml.safe_load((suite().lab_dir(lab_id) / "lab.yaml").read_text(encoding="utf-8"))
    jsonschema.validate(content, schema)


@pytest.mark.parametrize(
    "name",
    ["ten-ways", "missing-fields", "values", "list", "text", "python-names", "taints"],
)
def test_the_schema_refuses_what_lint_refuses(name: str, schema: dict[str, Any]) -> None:
    """An editor marks the mistake while it is made."""
    content = yaml.safe_load((TESTDATA / f"invalid-{name}.yaml").read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, schema)


def test_the_published_schema_is_that_of_the_model(schema: dict[str, Any]) -> None:
    """The file that every lab.yaml names in its first line is up to date."""
    published = json.loads((CHECKOUT / "docs" / "schema" / "lab.v1alpha1.json").read_text())
    jsonschema.Draft202012Validator.check_schema(published)
    assert published["properties"] == schema["properties"]
    assert published["$defs"] == schema["$defs"]


def test_hints_are_the_items_of_a_numbered_list(tmp_path: Path) -> None:
    """Each is one paragraph with its values, whatever its line breaks are."""
    (tmp_path / "hints.md").write_text(
        "Read one at a time.\n\n1. Look at {{ app }}.\n   Twice.\n2.  Version 1.35\nis 3. of all\n"
    )
    assert hints(tmp_path, {"app": "blue"}) == ["Look at blue. Twice.", "Version 1.35 is 3. of all"]


def test_a_file_without_a_list_has_no_hints(tmp_path: Path) -> None:
    """Text before the first number belongs to none."""
    (tmp_path / "hints.md").write_text("Think.\n")
    assert hints(tmp_path, {}) == []
