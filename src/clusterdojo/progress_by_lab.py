"""What the learner has reached so far, lab by lab."""

import json

from clusterdojo.store import Store


def best_results(store: Store) -> dict[str, str]:
    """The best result of every lab that was checked, such as "5/6"; unreadable ones left out."""
    best: dict[str, tuple[float, str]] = {}
    for path in store.results.glob("*.json"):
        try:
            result = json.loads(path.read_text(encoding="utf-8"))
            lab, possible = result["lab"]["id"], result["possible"]
            graded = [c["earned"] for c in result["checks"] if c["outcome"] != "ungradable"]
            earned = max(graded)  # none at all is no result
        except (OSError, ValueError, KeyError, TypeError):
            continue
        share = earned / possible if possible else 0.0
        if lab not in best or share > best[lab][0]:
            best[lab] = (share, f"{earned}/{possible}")
    return {lab: text for lab, (_, text) in best.items()}
