# Only look: but an account with all rights was left in the cluster.
# after: solution
# earns: nothing
kubectl create serviceaccount looker --namespace default
kubectl create clusterrolebinding looker --clusterrole cluster-admin --serviceaccount default:looker
