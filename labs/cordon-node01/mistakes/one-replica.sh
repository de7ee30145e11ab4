# The number of replicas was forgotten: a Deployment has one by default.
# loses: test_the_new_deployment_runs
kubectl cordon node01
kubectl create deployment {{ app }} --namespace {{ namespace }} --image {{ image }}
