"""Reading a cluster's API: plain paths in, plain JSON out, never a hang."""

import contextlib
import io
import json
import threading
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

from clusterdojo.errors import UsageError

Object = dict[str, Any]

CONNECT_SECONDS = 2.0
READ_SECONDS = 5.0
# Standard output belongs to the whole process: one thread at a time may redirect it.
_QUIET = threading.Lock()


class UnansweredError(Exception):
    """The API server can't be reached, or does not answer in time."""


class RefusedError(Exception):
    """The API server answered with an error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status} {message}")
        self.status = status


class Api:
    """One cluster's API server, by a kubeconfig and one of its contexts."""

    def __init__(self, kubeconfig: Path, context: str) -> None:
        self.kubeconfig = kubeconfig
        self.context = context
        self._client: Any = None

    def get(self, path: str, **query: str | int) -> Object | None:
        """The object or list at `path`, or None where there is no such thing.

        Raises:
            UnansweredError: No answer.
            RefusedError: An answer other than 200 and 404.
        """
        try:
            return self._call("GET", path, query)
        except RefusedError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                return None
            raise

    def post(self, path: str, body: Object) -> Object:
        """Create an object below `path`."""
        return self._call("POST", path, {}, body)

    def patch(self, path: str, body: Object) -> Object:
        """Merge `body` into the object at `path` (JSON merge patch)."""
        return self._call("PATCH", path, {}, body, "application/merge-patch+json")

    def _call(
        self,
        method: str,
        path: str,
        query: dict[str, str | int],
        body: Object | None = None,
        content: str = "application/json",
    ) -> Object:
        import urllib3.exceptions  # comes with the client, which is loaded late

        client = self._connected()
        request = client.param_serialize(
            method,
            path,
            query_params=list(query.items()),
            header_params={"Accept": "application/json", "Content-Type": content},
            body=body,
            auth_settings=["BearerToken"],
        )
        try:
            response = client.call_api(*request, _request_timeout=(CONNECT_SECONDS, READ_SECONDS))
            text = response.read()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise UnansweredError(str(error)) from error
        if response.status >= HTTPStatus.BAD_REQUEST:
            raise RefusedError(response.status, text.decode(errors="replace")[:300])
        return json.loads(text)  # type: ignore[no-any-return]

    def _connected(self) -> Any:
        if self._client is None:
            from kubernetes import client, config  # a quarter of a second

            settings = client.Configuration()
            try:
                with _quiet():
                    config.load_kube_config(  # type: ignore[no-untyped-call] # its stubs lack it
                        config_file=str(self.kubeconfig),
                        context=self.context,
                        client_configuration=settings,
                    )
            except config.ConfigException as error:
                raise UsageError(
                    f"The kubeconfig {self.kubeconfig} can't be used: {error}.",
                    "Check it with `kubectl config view`.",
                ) from error
            settings.retries = False
            settings.connection_pool_maxsize = 8
            self._client = client.ApiClient(settings)
        return self._client


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the client's remarks on its own configuration off the learner's terminal."""
    silence = io.StringIO()
    with _QUIET, contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
        yield
