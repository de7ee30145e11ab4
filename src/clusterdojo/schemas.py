"""The JSON Schemas of what the suite reads and writes.

python -m clusterdojo.schemas DIR    writes them
"""

import json
import sys
from pathlib import Path

from pydantic import BaseModel

from clusterdojo.engines.registry import names
from clusterdojo.exam.blueprint import Blueprint
from clusterdojo.exam.result import ExamResult
from clusterdojo.grading.result import Result
from clusterdojo.lab.model import Lab
from clusterdojo.proof.report_model import ProofReport


def schemas() -> dict[str, str]:
    """Each schema's file name and text."""
    models: dict[str, type[BaseModel]] = {
        "lab.v1alpha1": Lab,
        "result.v1alpha2": Result,
        "proof.v1alpha1": ProofReport,
        "exam.v1alpha1": Blueprint,
        "exam-result.v1alpha1": ExamResult,
    }
    contents = {name: model.model_json_schema() for name, model in models.items()}
    contents["lab.v1alpha1"]["properties"]["engines"]["items"] = {
        "enum": list(names()),
        "type": "string",
    }
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {
        f"{name}.json": json.dumps(dialect | content, indent=2) + "\n"
        for name, content in contents.items()
    }


if __name__ == "__main__":
    for name, text in schemas().items():
        (Path(sys.argv[1]) / name).write_text(text, encoding="utf-8")
