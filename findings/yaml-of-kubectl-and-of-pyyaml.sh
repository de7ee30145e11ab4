#!/usr/bin/env bash
# The same YAML means one thing to kubectl and another one to PyYAML's safe loader.
#
# The common wrong guess: what kubectl writes with `-o yaml`, PyYAML reads back as it was. kubectl's
# library writes the text "=" bare, which PyYAML refuses, since YAML 1.1 gives it a type of its own.
# And keys are texts in Kubernetes, but not in YAML 1.1: `y: 1` is the key "true" to kubectl, which
# goes by way of JSON, and the key "y" to PyYAML, which does not know the short forms.
# `22:22` is the other way round: a text to kubectl, and the number 1342 (base 60) to PyYAML.
# And a key of a mapping yields to the one that a later `<<` merges in, against YAML's rule for merges.
#
# Needs Go 1.22 or later, Python 3.11 or later, and their package registries. Exits 1 if anything
# here changes.
set -euo pipefail

folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
export GOFLAGS=-mod=mod GOPATH=$folder/go GOCACHE=$folder/cache

mkdir kubectl-yaml && cd kubectl-yaml
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	written, err := yaml.Marshal(map[string]any{"operator": "="})
	if err != nil {
		panic(err)
	}
	if err := os.WriteFile(os.Args[1], written, 0o600); err != nil {
		panic(err)
	}
	for _, text := range []string{"operator: =", "y: 1", "at: 22:22", "base: &b {a: 1}\nm: {a: 0, <<: *b}"} {
		read, err := yaml.YAMLToJSON([]byte(text))
		if err != nil {
			panic(err)
		}
		fmt.Printf("%s\n", read)
	}
}
GO
go mod init example.test/kubectl-yaml >/dev/null 2>&1
go get sigs.k8s.io/yaml@v1.6.0 >/dev/null 2>&1
go build -o ../kubectl-yaml.bin .
cd ..
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check PyYAML==6.0.3

echo "sigs.k8s.io/yaml v1.6.0, which kubectl 1.35 uses; $(go version | cut -d ' ' -f 3)"
seen_by_kubectl=$(./kubectl-yaml.bin written.yaml)
printf '%s\n' "$seen_by_kubectl"
echo "it writes: $(cat written.yaml)"

seen_by_pyyaml=$(venv/bin/python - <<'PY'
import yaml

print(f"PyYAML {yaml.__version__}")
for text in (open("written.yaml").read(), "y: 1", "at: 22:22", "base: &b {a: 1}\nm: {a: 0, <<: *b}"):
    try:
        print(yaml.safe_load(text))
    except yaml.YAMLError as error:
        print(type(error).__name__, error.problem)
PY
)
printf '%s\n' "$seen_by_pyyaml"

wanted_kubectl='{"operator":"="}
{"true":1}
{"at":"22:22"}
{"base":{"a":1},"m":{"a":1}}'
wanted_pyyaml="PyYAML 6.0.3
ConstructorError could not determine a constructor for the tag 'tag:yaml.org,2002:value'
{'y': 1}
{'at': 1342}
{'base': {'a': 1}, 'm': {'a': 0}}"
[ "$seen_by_kubectl" = "$wanted_kubectl" ] && [ "$seen_by_pyyaml" = "$wanted_pyyaml" ] &&
    [ "$(cat written.yaml)" = "operator: =" ]
