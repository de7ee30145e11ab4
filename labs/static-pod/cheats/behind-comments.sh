# The old pod's manifest begins with a megabyte of comments, which hides the rest from who reads up to a limit.
# loses: test_the_old_pod_is_gone
ssh node02 bash -euo pipefail -s <<'NODE'
cd {{ folder }}
{ yes '# nothing to see here' | head -c 1100000; echo; cat {{ old }}.yaml; } > /tmp/old
cat /tmp/old > notes.yaml
rm {{ old }}.yaml
NODE
sleep 10
