# Printed first and created afterwards. The annotation of --save-config does not come from apply.
create() { kubectl create "$@" --dry-run=client --output yaml | kubectl create --filename -; }
create namespace {{ namespace }}
kubectl config set-context --current --namespace {{ namespace }}
printf '%s' {{ user }} > username
printf '%s' '{{ password }}' > password
create secret generic {{ secret }} --from-file=username --from-file=password
kubectl create configmap {{ configmap }} --save-config \
    --from-file={{ key }}={{ file }} --from-literal={{ setting }}={{ number }}
