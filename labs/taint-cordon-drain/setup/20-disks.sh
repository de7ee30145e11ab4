# The web pages are kept on fast disks; the node that is switched off tonight has none.
kubectl label node {{ nodes[0] }} {{ nodes[1] }} disk=ssd --overwrite
