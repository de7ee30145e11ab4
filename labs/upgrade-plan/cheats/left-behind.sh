# Only look: but a namespace and an account with all rights were left in the cluster.
# after: solution
# earns: nothing
kubectl create namespace looked-around
kubectl create serviceaccount looker --namespace looked-around
kubectl create clusterrolebinding looker --clusterrole cluster-admin --serviceaccount looked-around:looker
