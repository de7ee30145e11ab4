"""What a check keeps of what it has read: enough to judge by, and nothing secret."""

import base64
import json
import time

import pytest
import yaml

from clusterdojo.grading.evidence import LONGEST, MOST, Notebook, as_text, listed, shortened
from clusterdojo.grading.redaction import (
    HIDDEN,
    LAST_APPLIED,
    Censor,
    redacted,
    redacted_text,
    secret_values,
    telling,
)
from tests.objects import node, pod, workload

PLANTED = "h0rse-battery"
ENCODED = base64.b64encode(PLANTED.encode()).decode()
PEM = f"-----BEGIN RSA PRIVATE KEY-----\n{'A' * 64}\n{PLANTED}\n-----END RSA PRIVATE KEY-----"
CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
TOKEN = f"eyJhbGciOiJSUzI1NiJ9.{'cGF5bG9hZA' * 4}.c2lnbmF0dXJl"


def encoded(text: str) -> str:
    """In base64, as kubeconfigs have it."""
    return base64.b64encode(text.encode()).decode()


# Data


@pytest.mark.parametrize(
    "content",
    [
        {"kind": "Secret", "data": {"a": ENCODED}},
        {"kind": "Secret", "stringData": {"a": PLANTED}},
        {"kind": "Secret", "data": ENCODED},
        {"type": "Opaque", "data": {"a": ENCODED}},
        {"type": "kubernetes.io/tls", "metadata": {}, "data": {"tls.key": ENCODED}},
        {"kind": "SecretList", "items": [{"metadata": {}, "data": {"a": ENCODED}}]},
        {"kind": "List", "items": [{"kind": "Secret", "data": {"a": ENCODED}}]},
        {"metadata": {"annotations": {LAST_APPLIED: json.dumps({"data": {"a": ENCODED}})}}},
        {"env": [{"name": "DB_PASSWORD", "value": PLANTED}]},
        {"parameters": [{"name": "token", "value": PLANTED}]},
        {"kind": "ConfigMap", "data": {"api_key": PLANTED}},
        {"kind": "ConfigMap", "data": {"app.conf": f"user = a\npassword = {PLANTED}\n"}},
        {"kind": "ConfigMap", "data": {"key.pem": PEM}},
        {"passphrase": PLANTED, "tokens": [PLANTED, PLANTED]},
        {"command": ["serve", "--token", PLANTED, f"--password={PLANTED}"]},
        {"users": [{"user": {"client-key-data": ENCODED}}]},
        {"annotations": {"original": json.dumps({"kind": "Secret", "data": {"a": ENCODED}})}},
        [[{"kind": "Secret", "data": {"a": ENCODED}}]],
    ],
)
def test_no_secret_is_left_in_data(content: object) -> None:
    """By kind, by name, in lists, in text within it: neither plain nor in base64."""
    told = json.dumps(redacted(content))
    assert PLANTED not in told
    assert ENCODED not in told
    assert HIDDEN in told or LAST_APPLIED in json.dumps(content)


def test_a_number_can_be_a_secret_and_a_yes_can_not() -> None:
    """A PIN is hidden; whether a token is mounted is what a criterion may be about."""
    assert redacted({"password": 1234, "enable-token": True, "token": None, "secret": ""}) == {
        "password": HIDDEN,
        "enable-token": True,
        "token": None,
        "secret": "",
    }


def test_names_of_secrets_stay() -> None:
    """A pod that uses the wrong Secret is shown with it."""
    spec = {
        "volumes": [{"name": "tls", "secret": {"secretName": "web-tls"}}],
        "imagePullSecrets": [{"name": "registry"}],
        "containers": [
            {
                "env": [
                    {
                        "name": "PASSWORD",
                        "valueFrom": {"secretKeyRef": {"name": "db", "key": "password"}},
                    },
                    {"name": "PASSWORD_FILE", "value": "/run/password"},
                ],
                "envFrom": [{"secretRef": {"name": "settings"}}],
                "command": ["kube-apiserver", "--tls-private-key-file=/etc/pki/apiserver.key"],
            }
        ],
        "automountServiceAccountToken": False,
        "rules": [{"resources": ["secrets"], "resourceNames": ["db"], "verbs": ["get"]}],
    }
    assert redacted(spec) == spec


def test_the_keys_of_a_secret_stay() -> None:
    """Whether there is a key `password` is seen; what it holds is not."""
    secret = {"kind": "Secret", "metadata": {"name": "db"}, "data": {"password": ENCODED}}
    assert redacted(secret) == {**secret, "data": {"password": HIDDEN}}


def test_what_the_api_keeps_for_itself_is_left_out() -> None:
    """Revisions and managed fields fill pages and tell nothing."""
    noisy = {"managedFields": [{}], "resourceVersion": "7", "generation": 2, "selfLink": "/x"}
    assert redacted({"metadata": {"name": "web", **noisy}}) == {"metadata": {"name": "web"}}


def test_redacting_changes_nothing_of_the_original() -> None:
    """The grader goes on with what it has read."""
    content = {"kind": "Secret", "data": {"a": ENCODED}, "metadata": {"resourceVersion": "7"}}
    before = json.dumps(content)
    redacted(content)
    assert json.dumps(content) == before


# Text


@pytest.mark.parametrize(
    "text",
    [
        f"password: {PLANTED}",
        f"password: {PLANTED} and more\nuser: a",
        f"export DB_PASSWORD={PLANTED}",
        f"DB_PASSWORD = '{PLANTED} x'",
        f'{{"user": "a", "password": "{PLANTED}\\" {PLANTED}", "n": 1}}',
        f'{{"user": "a", "password": "{PLANTED}',
        json.dumps(json.dumps({"user": "a", "token": PLANTED})),
        f"kubectl create secret generic db --from-literal=password={PLANTED} -n shop",
        f"mysql --user=a --password {PLANTED} shop",
        f"kubectl config set-credentials a --token={PLANTED}",
        f"kubeadm join 10.0.0.1:6443 --token {PLANTED}",
        f"postgres://admin:{PLANTED}@db:5432/shop",
        f"curl -H 'Authorization: Bearer {PLANTED}' /",
        PEM,
        f"-----BEGIN OPENSSH PRIVATE KEY-----\n{PLANTED}",
        f"-----BEGIN PGP PRIVATE KEY BLOCK-----\n{PLANTED}\n-----END PGP PRIVATE KEY BLOCK-----",
        json.dumps({"key.pem": PEM}),
        f"kind: Secret\nmetadata: {{name: db}}\ndata:\n  a: {ENCODED}\n",
        f"apiVersion: v1\ndata:\n  a: {ENCODED}\nkind: Secret\n",
        f"apiVersion: v1\nitems:\n- data:\n    a: {ENCODED}\n  kind: Secret\nkind: List\n",
        f"kind: Secret\nstringData:\n  a: |\n    one\n    {PLANTED}\n  b: {PLANTED}\n",
        f"kind: Secret\nstringData:\n  a: &x {PLANTED}\n  b: *x\n",
        f"x: y\n---\nkind: ConfigMap\n---\nkind: Secret\nstringData: {{a: {PLANTED}}}\n",
        f"kind: Secret\ndata:\n  a: {ENCODED}\n  b: [unclosed\n",
        f"{{% if x %}}\nkind: Secret\nstringData:\n  a: {PLANTED}\n\ttab: {PLANTED}\n",
        f'{{"apiVersion": "v1", "data": {{"a": "{ENCODED}"}}, "kind": "Secret", "metadata": {{',
        json.dumps({"kind": "Secret", "data": {"a": ENCODED}}),
        json.dumps({"kind": "SecretList", "items": [{"data": {"a": ENCODED}}]}),
        f"env:\n- name: DB_PASSWORD\n  value: {PLANTED}\n",
        f"env:\n- value: {PLANTED}\n  name: DB_PASSWORD\n",
        f"env:\n- name: DB_PASSWORD\n  value: {PLANTED}\nbroken: [\n",
        f"env:\n- value: {PLANTED}\n  name: DB_PASSWORD\nbroken: [\n",
        f'{{"env": [{{"name": "DB_PASSWORD", "value": "{PLANTED}"}}',
        f"password: |\n  one\n  {PLANTED}\nbroken: [\n",
        f"password: |\n  one\n  {PLANTED}\nuser: a\n",
        f"password:\n  {PLANTED}\nuser: a\n",
        f"tokens:\n- {PLANTED}\n- other\n",
        f"command: [serve, --token, {PLANTED}]\n",
        f"command:\n- serve\n- --password\n- {PLANTED}\n",
        f"users:\n- user:\n    client-key-data: {ENCODED}\n",
        "answer: " + encoded(PEM),
        encoded(PEM),
        "kind: ConfigMap\ndata:\n  a.json: '" + json.dumps({"token": PLANTED}) + "'\n",
        f"kind: ConfigMap\ndata:\n  s.yaml: |\n    kind: Secret\n    data:\n      a: {ENCODED}\n",
        f"annotations:\n  {LAST_APPLIED}: >\n   {{kind: Secret, data: {{a: {ENCODED}}}}}\n",
        f"größe: ö\nkind: Secret\nstringData:\n  ü: {PLANTED}\n",
    ],
)  # fmt: skip
def test_no_secret_is_left_in_text(text: str) -> None:
    """YAML, JSON, half of either, shell, keys: neither plain nor in base64; twice is as good."""
    assert PLANTED in text or ENCODED in text or encoded(PEM) in text or PEM in text
    told = redacted_text(text)
    for secret in (PLANTED, ENCODED, encoded(PEM)[:60], "A" * 64):
        assert secret not in told
    assert redacted_text(told) == told


def test_tokens_are_known_by_their_form() -> None:
    """A token is found without a word before it."""
    told = redacted_text(f"join abcdef.0123456789abcdef with {TOKEN} now")
    assert told == f"join {HIDDEN} with {HIDDEN} now"


@pytest.mark.parametrize(
    "text",
    [
        "volumes:\n- name: tls\n  secret:\n    secretName: web-tls\n",
        "secretName: web-tls",
        "env:\n- name: PASSWORD\n  valueFrom:\n    secretKeyRef:\n      name: db\n",
        "- --tls-private-key-file=/etc/kubernetes/pki/apiserver.key\n",
        "kube-apiserver --enable-bootstrap-token-auth=true --use-service-account-credentials=true",
        "automountServiceAccountToken: false\n",
        "rules:\n- resources: [secrets]\n  verbs: [get]\n",
        "secret/web-tls created\n",
        "clusters:\n- cluster:\n    certificate-authority-data: " + encoded(CERTIFICATE) + "\n",
        CERTIFICATE,
        "node01: Ready\nhttps://10.0.0.1:6443/healthz\nimage: nginx:1.29@sha256:abc\n",
        "kind: ConfigMap\ndata:\n  secret-note: ''\n",
        "kubectl create configmap web --from-literal=mode=fast\n",
        "curl -u admin https://web\ndocker run --user 1000:1000 web\n",
        "PWD=/root\nOLDPWD=/\ncompass: north\nbypass: yes\npublicKey: abc\nkeys: 3\n",
        "- --service-account-signing-key-file=/etc/kubernetes/pki/sa.key\n",
        "authorization:\n  mode: Webhook\nauthor: ada\n",
    ],
)
def test_what_is_no_secret_stays_as_it_is(text: str) -> None:
    """An instructor reads manifests, flags and answers as the learner wrote them."""
    assert redacted_text(text) == text


def test_only_the_secret_goes_from_a_manifest() -> None:
    """Comments, order and spaces of a file are what the learner wrote; it is still YAML."""
    text = (
        "# mine\nkind:   Secret\nmetadata: {name: db}   # the database\nstringData:\n"
        "  user: 'admin'\n  password: |\n    one\n    two\ntype: Opaque\n"
    )
    told = redacted_text(text)
    assert told == (
        "# mine\nkind:   Secret\nmetadata: {name: db}   # the database\nstringData:\n"
        f"  user: '{HIDDEN}'\n  password: {HIDDEN}\ntype: Opaque\n"
    )
    assert yaml.safe_load(told)["type"] == "Opaque"


def test_json_stays_json() -> None:
    """What was a document can still be read as one."""
    told = json.loads(redacted_text(json.dumps({"kind": "Secret", "data": {"a": ENCODED}, "b": 1})))
    assert told == {"kind": "Secret", "data": {"a": HIDDEN}, "b": 1}


@pytest.mark.parametrize(
    "text",
    [
        "password" * 20_000,
        "a-" * 50_000 + "token",
        '"' * 50_000 + "token",
        "token:[" * 10_000,
        "\\" * 30_000 + '"token',
        " " * 50_000 + "secret: x",
        "- " * 30_000 + "token: x",
        "-----BEGIN PRIVATE KEY-----" * 2_000,
        "eyJ" * 20_000 + "secret",
        "data:\n" * 10_000 + "Secret",
        "name: secret\n" * 10_000 + "[",
        "value: secret\n" * 10_000 + "[",
        "x" * 200_000,
        "value: secret " * 10_000 + "[",
        "kubectl create secret " * 5_000 + "--from-literal=a" * 5_000,
        "token: [ curl " + "curl " * 20_000 + "-u",
        "data:\\n " * 15_000 + "Secret",
        "Secret: {" + "data:\\n" * 15_000,
        "token:[" + "--a." * 25_000,
        "token:[" + "login a password" * 10_000,
    ],
    ids=range(20),
)
def test_hostile_text_takes_no_long_time(text: str) -> None:
    """Text made to be slow is read in time that grows as its length does, and not faster."""
    began = time.process_time()
    as_text(text)
    redacted_text(text)
    assert time.process_time() - began < 5


def test_names_tell_of_secrets_and_of_their_places() -> None:
    """A file's name and a reference are no secrets."""
    secret = ("password", "DB_PASSWD", "apiKey", "API_KEY", "client-key-data", "auth", "privateKey")
    place = ("secretName", "PASSWORD_FILE", "tokenPath", "token-ttl", "username", "author")
    assert all(map(telling, secret))
    assert not any(map(telling, place))
    assert not telling(7)


# Known values


def test_a_known_value_is_hidden_wherever_it_turns_up() -> None:
    """A learner's note that repeats a Secret gives it away no more than the Secret does."""
    data = {"a": ENCODED, "namespace": encoded("kube-system"), "ca.crt": encoded(CERTIFICATE)}
    values = secret_values([{"data": {**data, "short": encoded("a")}}, {"data": None}, {}])
    assert values == {PLANTED, ENCODED}
    censor = Censor(values)
    assert censor.text(f"I saw {PLANTED} in {ENCODED}") == f"I saw {HIDDEN} in {HIDDEN}"
    assert censor.data({"list": [f"x {PLANTED}"], "n": 1}) == {"list": [f"x {HIDDEN}"], "n": 1}
    assert Censor([]).text("nothing") == "nothing"


def test_what_is_no_base64_is_hidden_as_it_is() -> None:
    """Data that the API would refuse may be in a recorded file."""
    assert secret_values([{"data": {"a": "not base64!"}}]) == {"not base64!"}


# The notebook


def test_long_content_is_shortened_with_a_word_about_the_rest() -> None:
    """The last characters count as the first ones do."""
    assert shortened("x" * LONGEST) == "x" * LONGEST
    assert shortened("x" * (LONGEST + 7)) == "x" * LONGEST + " … (7 more characters)"
    assert as_text("y" * 10 * LONGEST) == "y" * LONGEST + f" … ({9 * LONGEST} more characters)"


def test_what_is_cut_off_still_tells_what_the_rest_is() -> None:
    """`kind: Secret` comes after the data, where kubectl writes it."""
    lines = "".join(f"  key{n}: {ENCODED}{n}\n" for n in range(1000))
    for end in ("kind: Secret\n", "kind: Secret\nbroken: [\n"):
        assert ENCODED not in as_text(f"apiVersion: v1\ndata:\n{lines}{end}")


def test_the_same_source_is_noted_once() -> None:
    """What was read last counts; its place is that of the first time."""
    notebook = Notebook()
    notebook.note("a", lambda: "one")
    notebook.note("b", lambda: {"n": 1})
    notebook.note("a", lambda: "two")
    assert [(e.source, e.content) for e in notebook.evidence()] == [("a", "two"), ("b", '{"n": 1}')]


def test_a_notebook_keeps_the_first_pieces() -> None:
    """What is named is read first; a page that is full takes no more, but can be corrected."""
    notebook = Notebook()
    for number in range(MOST + 5):
        notebook.note(str(number), lambda: "old")
    notebook.note("0", lambda: "new")
    found = notebook.evidence()
    assert [e.source for e in found] == [str(n) for n in range(MOST)]
    assert found[0].content == "new"


def test_a_new_criterion_begins_a_new_page() -> None:
    """Evidence belongs to the criterion that has read it."""
    notebook = Notebook()
    notebook.note("a", lambda: "one")
    notebook.begin()
    assert notebook.evidence() == ()


def test_nothing_is_written_out_before_it_is_asked_for() -> None:
    """A check that passes quickly pays for no text."""
    asked = []
    notebook = Notebook()
    notebook.note("a", lambda: asked.append(1) or "x")  # type: ignore[func-returns-value]
    assert asked == []
    notebook.evidence()
    assert asked == [1]


def test_many_objects_are_told_in_a_word_each() -> None:
    """Where it is, what its phase is, how many are ready."""
    assert listed([pod(), node(), workload("Deployment")]) == [
        "shop/web-1 (Running, node01)",
        "node01",
        "shop/web (2/2 ready)",
    ]
