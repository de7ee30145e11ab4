# The record of the start state is emptied: a comparison with nothing finds no difference.
# engines: kwok
# earns: nothing
python3 - <<'PY'
import json, pathlib
path = pathlib.Path("../before.json")
recorded = json.loads(path.read_text())
for kinds in recorded["clusters"].values():
    for kind in kinds:
        kinds[kind] = []
path.write_text(json.dumps(recorded))
PY
