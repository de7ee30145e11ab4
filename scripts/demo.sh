#!/usr/bin/env bash
# The main job from start to end: a lab started, graded untouched, solved, graded again, stopped.
# It keeps its state to itself, so it never meets a lab that you have running.
set -euo pipefail

dojo=${DOJO:-.venv/bin/dojo}
export CLUSTERDOJO_STATE=$PWD/reports/out/demo

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
end() { "$dojo" stop --all >/dev/null 2>&1 || true; }
trap end EXIT
end

say '$ dojo start drain-node01'
"$dojo" start drain-node01

say '$ dojo check        # nothing done yet: no points'
code=0
"$dojo" check || code=$?
[ "$code" -eq 1 ] || { echo "the untouched lab should end with exit code 1, not $code" >&2; exit 1; }

say '$ dojo solution --yes'
"$dojo" solution --yes

say '# the solution, run in the learner'\''s shell'
"$dojo" solution --yes | "$dojo" run -- bash -euo pipefail

say '$ dojo check        # all points'
"$dojo" check

say '$ dojo status'
"$dojo" status

say '$ dojo stop'
"$dojo" stop
printf '\nThe result is kept in %s\n' "$(ls -t "$CLUSTERDOJO_STATE"/results/*.json | head -n 1)"
