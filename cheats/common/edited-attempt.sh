# The record of the attempt says that there are no clusters, and nothing to wait for.
# engines: kwok
# earns: nothing
python3 - <<'PY'
import json, pathlib
path = pathlib.Path("../attempt.json")
attempt = json.loads(path.read_text())
attempt |= {"clusters": [], "settle_seconds": -1, "solution_seen": True}
attempt["values"] = {name: [] if isinstance(value, list) else "" for name, value in attempt["values"].items()}
path.write_text(json.dumps(attempt))
PY
