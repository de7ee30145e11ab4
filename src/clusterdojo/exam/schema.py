"""The JSON Schemas of exams: `python -m clusterdojo.exam.schema DIR` writes them.

That of exams/<id>.yaml, and that of an exam's result.
"""

import json
import sys
from pathlib import Path

from pydantic import BaseModel

from clusterdojo.exam.blueprint import Blueprint
from clusterdojo.exam.result import ExamResult

FILE = "exam.v1alpha1.json"
RESULT_FILE = "exam-result.v1alpha1.json"


def schema(model: type[BaseModel] = Blueprint) -> str:
    """The text of a model's schema."""
    content = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **model.model_json_schema(),
    }
    return json.dumps(content, indent=2) + "\n"


if __name__ == "__main__":
    for file, model in ((FILE, Blueprint), (RESULT_FILE, ExamResult)):
        (Path(sys.argv[1]) / file).write_text(schema(model), encoding="utf-8")
