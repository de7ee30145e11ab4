# The same three states, set by patches; the pods are deleted by hand.
kubectl patch node {{ nodes[1] }} --patch '{"spec": {"unschedulable": true}}'
kubectl patch node {{ nodes[2] }} --patch '{"spec": {"unschedulable": true}}'
kubectl patch node {{ nodes[0] }} \
    --patch '{"spec": {"taints": [{"key": "{{ key }}", "value": "{{ value }}", "effect": "NoSchedule"}]}}'
kubectl delete pods --namespace {{ namespace }} --selector app={{ batch }} --field-selector spec.nodeName={{ nodes[2] }}
kubectl patch deployment {{ batch }} --namespace {{ namespace }} --patch '{"spec": {"replicas": {{ target }}}}'
