# Without their label, the pods run on and belong to nobody, and the Deployment has new ones elsewhere.
# loses: test_no_application_pod_is_left_on_node01
kubectl cordon node01
kubectl label pods --namespace {{ namespace }} --selector app={{ app }} --field-selector spec.nodeName=node01 app-
kubectl rollout status deployment/{{ app }} --namespace {{ namespace }} --timeout 60s
