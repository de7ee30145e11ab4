# The objects were created in default, and the old ones were deleted for that.
# loses: test_nothing_else_was_changed test_the_secret_holds_the_login test_the_configmap_has_the_setting test_the_configmap_carries_the_file test_nothing_bears_the_marks_of_apply
kubectl create namespace {{ namespace }}
kubectl delete secret {{ secret }}
kubectl create secret generic {{ secret }} --from-literal=username={{ user }} --from-literal=password='{{ password }}'
kubectl delete configmap {{ configmap }}
kubectl create configmap {{ configmap }} --from-literal={{ setting }}={{ number }} --from-file={{ key }}={{ file }}
