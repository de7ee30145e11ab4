# Nothing was applied: the live object was edited, and so was the annotation with the last applied manifest.
# loses: test_the_manifest_was_applied
echo {{ manager }} > answers/manager.txt
sed -i \
    -e 's/replicas: .*/replicas: {{ live_replicas }}/' \
    -e 's|image: .*|image: clusterdojo/web:{{ live_tag }}|' \
    -e 's/^\( *\)env:$/&\n\1  - name: LOG_LEVEL\n\1    value: {{ level }}/' \
    manifests/{{ app }}.yaml
kubectl set env deployment {{ app }} --namespace {{ namespace }} LOG_LEVEL={{ level }}
kubectl rollout status deployment {{ app }} --namespace {{ namespace }} --timeout 60s
kubectl create --filename manifests/{{ app }}.yaml --dry-run=client --output json > all.json
python3 - <<'END' > forged.json
import json

text, found = open("all.json").read(), []
while text.strip():
    one, end = json.JSONDecoder().raw_decode(text.strip())
    text = text.strip()[end:]
    found += one["items"] if one["kind"] == "List" else [one]
deployment = next(one for one in found if one["kind"] == "Deployment")
deployment["metadata"]["annotations"] = {}
print(json.dumps(deployment))
END
kubectl annotate deployment {{ app }} --namespace {{ namespace }} --overwrite \
    kubectl.kubernetes.io/last-applied-configuration="$(cat forged.json)"
