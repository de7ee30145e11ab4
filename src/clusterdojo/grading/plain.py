"""Grading any cluster with plain pytest: the engine `existing`."""

from pathlib import Path

import pytest

from clusterdojo.cluster.client import Api
from clusterdojo.errors import DojoError
from clusterdojo.grading.context import Context, read_recording
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.suite import suite


def context_from_options(config: pytest.Config, collected: set[str]) -> Context:
    """The context that pytest's options describe.

    Args:
        config: With the options.
        collected: The labs that the collected check modules grade.

    Raises:
        pytest.UsageError: An option is missing or wrong.
    """
    try:
        return _context(config, collected)
    except DojoError as error:
        raise pytest.UsageError(str(error)) from error


def _context(config: pytest.Config, collected: set[str]) -> Context:
    options = config.option
    if not (options.lab and options.kubeconfig and options.context):
        msg = "A lab's checks need a cluster. Give --lab ID --kubeconfig FILE --context NAME."
        raise pytest.UsageError(msg)
    folder = suite().lab_dir(options.lab)
    if collected != {options.lab}:
        graded = ", ".join(sorted(collected))
        msg = f"These checks grade {graded}, not {options.lab}. Give its own module and --lab."
        raise pytest.UsageError(msg)
    description = load_lab(folder)
    names = [cluster.name for cluster in description.clusters]
    recording = read_recording(options.before, options.lab) if options.before else None
    drawn = description.draw(options.seed)
    return Context(
        lab_id=options.lab,
        apis=apis(Path(options.kubeconfig), options.context, names),
        values=recording["values"] if recording else drawn,
        before=recording["clusters"] if recording else None,
        work=options.work or Path.cwd(),
        settle_seconds=description.settle_seconds,
    )


def apis(kubeconfig: Path, contexts: list[str], names: list[str]) -> dict[str, Api]:
    """A way into each cluster of a lab through the user's own kubeconfig, which is only read.

    Args:
        kubeconfig: The user's file.
        contexts: As given: NAME for a lab with one cluster, CLUSTER=NAME for each otherwise.
        names: The lab's clusters.

    Raises:
        pytest.UsageError: A context is missing, or there is no such file or context.
    """
    if not kubeconfig.is_file():
        msg = f"{kubeconfig} is not a file. Give a kubeconfig with --kubeconfig."
        raise pytest.UsageError(msg)
    pairs = [text.rpartition("=") for text in contexts]
    by_cluster = {cluster or names[0]: context for cluster, _, context in pairs}
    if set(by_cluster) != set(names):
        options = " ".join(f"--context {name}=NAME" for name in names)
        msg = f"The lab has the clusters {', '.join(names)}. Give {options}."
        raise pytest.UsageError(msg)
    known = _contexts(kubeconfig)
    for context in by_cluster.values():
        if context not in known:
            msg = (
                f"{kubeconfig} has no context {context!r}. "
                f"Choose one of: {', '.join(sorted(known)) or 'none there'}."
            )
            raise pytest.UsageError(msg)
    return {name: Api(kubeconfig, by_cluster[name]) for name in names}


def _contexts(kubeconfig: Path) -> set[str]:
    import yaml  # only for clusters that the suite did not make

    try:
        content = yaml.safe_load(kubeconfig.read_text(encoding="utf-8"))
        return {context["name"] for context in content["contexts"]}
    except (OSError, ValueError, yaml.YAMLError, KeyError, TypeError) as error:
        msg = f"{kubeconfig} can't be read as a kubeconfig. Check it with `kubectl config view`."
        raise pytest.UsageError(msg) from error
