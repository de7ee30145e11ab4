# A normal pod with the name, the annotation and the owner of a static one.
# loses: test_the_pod_is_static_on_node01 test_the_pod_serves_as_ordered
ssh node02 rm {{ folder }}/{{ old }}.yaml
uid=$(kubectl get node node01 -o jsonpath='{.metadata.uid}')
kubectl create -f - <<END
apiVersion: v1
kind: Pod
metadata:
  name: {{ pod }}-node01
  namespace: {{ namespace }}
  annotations: {kubernetes.io/config.source: file}
  ownerReferences: [{apiVersion: v1, kind: Node, name: node01, uid: $uid, controller: true}]
spec:
  nodeName: node01
  containers:
    - name: web
      image: clusterdojo/web:{{ version }}
      ports: [{containerPort: 8080}]
END
kubectl wait --for condition=Ready pod {{ pod }}-node01 --namespace {{ namespace }} --timeout 60s
