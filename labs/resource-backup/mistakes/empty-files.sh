# The files exist but are empty.
# loses: test_every_object_is_in_the_backup test_the_backup_is_up_to_date test_the_secrets_are_saved test_the_configmaps_are_saved test_the_custom_resources_are_saved test_only_the_owner_may_open_the_secrets
touch backup/all.yaml backup/rest.yaml
chmod 600 backup/rest.yaml
