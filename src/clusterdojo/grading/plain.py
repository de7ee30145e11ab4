"""Grading any cluster with plain pytest: the engine `existing`."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from clusterdojo.cluster.client import Api
from clusterdojo.errors import DojoError
from clusterdojo.grading.context import Context, read_recording
from clusterdojo.grading.existing import apis
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
    ways = apis(Path(options.kubeconfig), options.context, names)
    if not options.collectonly:
        _connect(config, ways.values())
    return Context(
        lab_id=options.lab,
        apis=ways,
        values=recording["values"] if recording else drawn,
        before=recording["clusters"] if recording else None,
        digests=recording["digests"] if recording else {},
        work=options.work or Path.cwd(),
        settle_seconds=description.settle_seconds,
    )


def _connect(config: pytest.Config, ways: Iterable[Api]) -> None:
    """Read the kubeconfig and get its credentials; a plugin may ask the user for one meanwhile."""
    capture = config.pluginmanager.getplugin("capturemanager")
    if capture:
        capture.suspend_global_capture(in_=True)
    try:
        for way in ways:
            way.connect()
    finally:
        if capture:
            capture.resume_global_capture()
