# The state after a drain: node01 has no pods of the application and is cordoned.
kubectl cordon node01
