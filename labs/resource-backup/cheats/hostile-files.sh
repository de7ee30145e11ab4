# A backup that never ends, and one that is small as a file and huge as YAML.
# loses: test_every_object_is_in_the_backup test_the_backup_is_up_to_date test_the_secrets_are_saved test_the_configmaps_are_saved test_the_custom_resources_are_saved
ln -s /dev/zero backup/all.yaml
{
    echo 'a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]'
    for level in $(seq 9); do
        one="*a$((level - 1))"
        echo "a$level: &a$level [$one, $one, $one, $one, $one, $one, $one, $one, $one, $one]"
    done
    echo 'kind: Secret'
    echo 'metadata: {name: x, namespace: {{ teams[0] }}, labels: *a9}'
} > backup/rest.yaml
chmod 600 backup/rest.yaml
