"""What the learner has reached so far, lab by lab."""

import json
from collections.abc import Iterator
from typing import Any

from clusterdojo.attempt.store import Store


def best_results(store: Store) -> dict[str, str]:
    """The best result of every lab that was checked, such as "5/6"; unreadable ones left out."""
    best: dict[str, tuple[float, str]] = {}
    for result in _results(store):
        try:
            lab, possible = str(result["lab"]["id"]), result["possible"]
            graded = [c["earned"] for c in result["checks"] if c["outcome"] != "ungradable"]
            earned = max(graded)  # none at all is no result
            share = earned / possible if possible else 0.0
            text = f"{earned:d}/{possible:d}"  # whole numbers, whatever the file holds
        except (ValueError, KeyError, TypeError, OverflowError):
            continue
        if lab not in best or share > best[lab][0]:
            best[lab] = (share, text)
    return {lab: text for lab, (_, text) in best.items()}


def _results(store: Store) -> Iterator[dict[str, Any]]:
    """All that can be read, those of exams' tasks included."""
    for path in store.results.glob("*.json"):
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            exam = found.get("kind") == "ExamResult"
            results = [task["result"] for task in found["tasks"]] if exam else [found]
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue
        yield from filter(None, results)
