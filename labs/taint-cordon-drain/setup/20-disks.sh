# The web application needs fast disks, which the node that is switched off tonight does not have.
kubectl label node {{ nodes[0] }} {{ nodes[1] }} disk=ssd --overwrite
