# Without the namespace, nothing else can be created.
# loses: test_the_namespace_exists test_the_secret_holds_the_login test_the_configmap_has_the_setting test_the_configmap_carries_the_file test_nothing_bears_the_marks_of_apply
kubectl create secret generic {{ secret }} --namespace {{ namespace }} --from-literal=username={{ user }} || true
kubectl create configmap {{ configmap }} --namespace {{ namespace }} --from-literal={{ setting }}={{ number }} || true
