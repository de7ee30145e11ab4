# Only the live object was changed again, not the manifest.
# loses: test_the_manifest_has_the_live_changes test_the_manifest_has_the_new_variable test_the_manifest_was_applied test_the_manifest_stays_a_manifest
echo {{ manager }} > answers/manager.txt
kubectl set env deployment {{ app }} --namespace {{ namespace }} LOG_LEVEL={{ level }}
