# A manifest that is small as a file and huge as YAML.
# loses: test_the_manifest_has_the_live_changes test_the_manifest_has_the_new_variable test_the_manifest_was_applied test_the_manifest_stays_a_manifest
{
    echo 'a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]'
    for level in $(seq 9); do
        one="*a$((level - 1))"
        echo "a$level: &a$level [$one, $one, $one, $one, $one, $one, $one, $one, $one, $one]"
    done
    echo 'kind: Deployment'
    echo 'metadata: {name: {{ app }}, namespace: {{ namespace }}, labels: *a9}'
    echo 'spec: {template: {spec: {containers: 5}}}'
} > manifests/{{ app }}.yaml
