"""How requests reach an API server by a kubeconfig of the user's own."""

import contextlib
import importlib.util
import io
import os
import shlex
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import urllib3

from clusterdojo.cluster import transport
from clusterdojo.cluster.credential_plugin import Credential, CredentialPlugin
from clusterdojo.cluster.proxies import proxy_for
from clusterdojo.cluster.users_kubeconfig import UsersKubeconfig, WayIn, impersonation
from clusterdojo.errors import UsageError

PROXY_SCHEMES = ("http", "https", "socks5", "socks5h")
# Standard output belongs to the whole process: one thread at a time may redirect it.
_QUIET = threading.Lock()


class ClientTransport:
    """The kubernetes package, which knows every kind of kubeconfig."""

    def __init__(self, kubeconfig: Path, context: str) -> None:
        """Read the kubeconfig and get the credential; the server is not asked yet.

        Raises:
            UsageError: The kubeconfig can't be used.
            EngineError: Its credential plugin gives no credential.
        """
        from kubernetes import client

        way = UsersKubeconfig(kubeconfig).way_in(context)
        settings: Any = client.Configuration()
        self._plugin = CredentialPlugin(way) if way.user.fields.get("exec") else None
        self._credential = self._plugin.ask() if self._plugin else Credential({})
        self._asking = threading.Lock()
        _load(settings, way, self._credential)
        if self._credential.expires:
            settings.refresh_api_key_hook = self._renew
        settings.retries = False
        settings.connection_pool_maxsize = 8
        self._impersonation = impersonation(way.user)
        self._client: Any = client.ApiClient(settings)

    def send(
        self, method: str, path: str, query: Mapping[str, str | int], content: str, body: object,
        accept: str = transport.JSON,
    ) -> tuple[int, bytes]:  # fmt: skip
        """Send one request. See Transport."""
        from kubernetes.client.exceptions import ApiException

        method, url, headers, *rest = self._client.param_serialize(
            method,
            path,
            query_params=list(query.items()),
            header_params={"Accept": accept, "Content-Type": content},
            body=body,
            auth_settings=["BearerToken"],
        )
        repeatable = urllib3.HTTPHeaderDict(headers)
        for name, value in self._impersonation:
            repeatable.add(name, value)
        timeout = (transport.CONNECT_SECONDS, transport.READ_SECONDS)
        try:
            response = self._client.call_api(
                method, url, repeatable, *rest, _request_timeout=timeout
            )
        except ApiException as error:  # of a connection that TLS refuses; answers raise none
            raise urllib3.exceptions.HTTPError(" ".join(str(error.reason).split())) from error
        return response.status, response.read()

    def _renew(self, settings: Any) -> None:
        """Ask the plugin again once its token has expired."""
        with self._asking:
            if self._plugin and self._credential.expired:
                self._credential = self._plugin.ask()
                settings.api_key["BearerToken"] = f"Bearer {self._credential.fields.get('token')}"


def _load(settings: Any, way: WayIn, credential: Credential) -> None:
    """Put what a kubeconfig says into the kubernetes package's settings."""
    from kubernetes import config

    cluster = way.cluster.fields
    own = {field: value for field, value in way.user.fields.items() if field != "exec"}
    content: dict[str, Any] = {
        "clusters": [{"name": "it", "cluster": {**cluster, "server": _url(cluster)}}],
        "users": [{"name": "it", "user": own | credential.fields}],
        "contexts": [{"name": "it", "context": {"cluster": "it", "user": "it"}}],
        "current-context": "it",
    }
    try:
        with _quiet():
            config.load_kube_config_from_dict(  # type: ignore[no-untyped-call] # its stubs lack it
                content, client_configuration=settings, persist_config=False
            )
    except Exception as error:  # an OpenID provider's answers make it fail in many ways
        raise UsageError(
            f"The credential of {way.user} can't be used: {error or type(error).__name__}.",
            "See that `kubectl get namespaces` works with it; you may have to log in again.",
        ) from error
    given = cluster.get("proxy-url")
    settings.proxy = _checked(given or proxy_for(_url(cluster), os.environ), way, given=given)
    settings.no_proxy = ""  # proxy_for has decided; a proxy-url in a kubeconfig has no exceptions
    if settings.proxy:
        settings.proxy_headers = _proxy_headers(settings.proxy)
    if not settings.verify_ssl:
        # The user has chosen so; kubectl says nothing either.
        urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)


def _url(cluster: Mapping[str, Any]) -> str:
    """The server's URL; as with kubectl, it may leave out its scheme."""
    server: str = cluster["server"]
    if "://" in server:
        return server
    secure = any("certificate-authority" in name or "insecure" in name for name in cluster)
    return f"{'https' if secure else 'http'}://{server}"


def _checked(proxy: str | None, way: WayIn, *, given: str | None) -> str | None:
    """A proxy that this installation can use, in the words of the kubernetes package.

    Raises:
        UsageError: It can't.
    """
    if proxy is None:
        return None
    scheme = urlsplit(proxy).scheme.lower()
    shown = _without_password(proxy)
    source = f"proxy-url of {way.cluster}" if given else "HTTPS_PROXY or HTTP_PROXY"
    if scheme not in PROXY_SCHEMES or not urlsplit(proxy).hostname:
        raise UsageError(
            f"{source} is {shown}, which is not the URL of a proxy.",
            f"Correct it; it may begin with {', '.join(PROXY_SCHEMES)}.",
        )
    if not scheme.startswith("socks"):
        return proxy
    if importlib.util.find_spec("socks") is None:
        raise UsageError(
            f"{source} is {shown}, a SOCKS proxy, and the Python package PySocks is missing.",
            f"Install it with `{_install('PySocks')}`.",
        )
    # As in kubectl, the proxy resolves names: it may be the only one that knows them.
    return f"socks5h://{proxy.partition('://')[2]}"


def _install(package: str) -> str:
    """The command that installs a package for the Python that runs this; uv's has no pip."""
    python = shlex.quote(sys.executable)
    if importlib.util.find_spec("pip"):
        return f"{python} -m pip install {package}"
    return f"uv pip install --python {python} {package}"


def _without_password(proxy: str) -> str:
    before, slashes, rest = proxy.rpartition("//")
    return f"{before}{slashes}{rest.rpartition('@')[2]}"


def _proxy_headers(proxy: str) -> dict[str, str]:
    url = urlsplit(proxy)
    if not url.username:
        return {}
    user, password = unquote(url.username), unquote(url.password or "")
    return dict(urllib3.util.make_headers(proxy_basic_auth=f"{user}:{password}"))


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the client's remarks on its own configuration off the learner's terminal."""
    silence = io.StringIO()
    with _QUIET, contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
        yield
