"""The engine `existing`: the learner's own cluster, which is only ever read."""

import shlex
from collections.abc import Container
from http import HTTPStatus
from pathlib import Path

from clusterdojo.attempt.setup_state import write_recording
from clusterdojo.cluster.client import Api, RefusedError, UnansweredError
from clusterdojo.cluster.inventory import Recording, record
from clusterdojo.cluster.snapshot import forbidden
from clusterdojo.cluster.users_kubeconfig import UsersKubeconfig
from clusterdojo.errors import EngineError, UsageError
from clusterdojo.files import write_atomically
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.rendering import render_file
from clusterdojo.lab.suite import Suite


def record_existing(
    suite: Suite, lab_id: str, kubeconfig: Path, contexts: list[str], output: Path, seed: int
) -> None:
    """Save the state of the user's clusters as the lab's start state.

    Raises:
        UsageError: The kubeconfig or a context is wrong, or its user may not read all that counts.
        EngineError: A cluster or a credential plugin does not answer.
    """
    lab = load_lab(suite.lab_dir(lab_id))
    ways = apis(kubeconfig, contexts, [spec.name for spec in lab.clusters])
    for api in ways.values():
        api.connect()
    clusters = {name: _record(api) for name, api in ways.items()}
    drawn = lab.draw(seed)
    write_recording(output, lab_id, seed, dict(drawn), clusters)


def _record(api: Api) -> Recording:
    try:
        return record(api)
    except UnansweredError as error:
        raise EngineError(
            f"The cluster of context {api.context!r} does not answer: {error}.",
            f"See that `{_kubectl(api)} get nodes` works first.",
        ) from error
    except RefusedError as error:
        if error.status == HTTPStatus.FORBIDDEN:
            raise _not_allowed(api) from error
        if error.status == HTTPStatus.UNAUTHORIZED:
            raise UsageError(
                f"The cluster of context {api.context!r} does not accept the credential: {error}.",
                f"Log in again, and see that `{_kubectl(api)} get nodes` works.",
            ) from error
        raise EngineError(
            f"The cluster of context {api.context!r} can't be read: {error}.",
            f"See that `{_kubectl(api)} get nodes` works first.",
        ) from error


def _not_allowed(api: Api) -> UsageError:
    """The error that names what the user may not list."""
    missing = ", ".join(forbidden(api))
    return UsageError(
        f"The user of context {api.context!r} may not list in all namespaces: {missing}.",
        "Ask an administrator of the cluster for the ClusterRole clusterdojo-reader in "
        "docs/instructors.md, which holds the rights that are needed and no others.",
    )


def _kubectl(api: Api) -> str:
    return shlex.join(["kubectl", "--kubeconfig", str(api.kubeconfig), "--context", api.context])


def apis(kubeconfig: Path, contexts: list[str], names: list[str]) -> dict[str, Api]:
    """A way into each cluster of a lab through the user's own kubeconfig, which is only read.

    Args:
        kubeconfig: The user's file.
        contexts: As given: NAME for a lab with one cluster, CLUSTER=NAME for each otherwise.
        names: The lab's clusters.

    Raises:
        UsageError: A context is missing, or there is no such file or context.
    """
    if not kubeconfig.is_file():
        raise UsageError(
            f"{kubeconfig} is not a file.", "Give a kubeconfig with the option --kubeconfig."
        )
    known = UsersKubeconfig(kubeconfig).contexts
    pairs = [_pair(text, names, known) for text in contexts]
    if sorted(cluster for cluster, _ in pairs) != sorted(names):
        options = " ".join(f"--context {name}=NAME" for name in names)
        raise UsageError(f"The lab has the clusters {', '.join(names)}.", f"Give {options}.")
    by_cluster = dict(pairs)
    for context in by_cluster.values():
        if context not in known:
            raise UsageError(
                f"{kubeconfig} has no context {context!r}.",
                f"Choose one of: {', '.join(sorted(known))}.",
            )
    return {name: Api(kubeconfig, by_cluster[name]) for name in names}


def _pair(text: str, names: list[str], known: Container[str]) -> tuple[str, str]:
    """The cluster and the context that an option names; a context's name may have a "=", too."""
    cluster, equals, context = text.partition("=")
    if equals and (cluster in names or text not in known):
        if text in known and context not in known:
            return names[0], text
        return cluster, context
    return names[0], text


def write_setup(suite: Suite, lab_id: str, seed: int, target: Path) -> list[Path]:
    """Write the lab's setup/ with its drawn values, for the user to apply.

    Returns:
        The files written.

    Raises:
        UsageError: There is no such lab.
        ContentError: A file of setup/ is wrong.
    """
    folder = suite.lab_dir(lab_id)
    drawn = load_lab(folder).draw(seed)
    written = []
    for path in sorted(p for p in (folder / "setup").rglob("*") if p.is_file()):
        file = target / path.relative_to(folder / "setup")
        write_atomically(file, render_file(path, drawn))
        written.append(file)
    return written
