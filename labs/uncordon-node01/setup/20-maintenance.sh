# As a drain leaves it: nothing of the application is on node01, and nothing may come.
kubectl cordon node01
