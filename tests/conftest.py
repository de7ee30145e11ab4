"""What many tests begin with: a suite of their own, and an API server of their own."""

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import configuration, settings
from platformdirs import user_cache_path

from clusterdojo import container
from clusterdojo.cluster.client import Api
from clusterdojo.lab.suite import Suite
from tests.api_server import ApiServer, serving, write_kubeconfig

CHECKOUT = Path(__file__).parent.parent
REQUIRE_ALL = "CLUSTERDOJO_REQUIRE_ALL_TIERS"

# The same examples in every run, however slow the machine is, and no file in the checkout.
# `pytest --hypothesis-profile search` looks for new ones.
configuration.set_hypothesis_home_dir(user_cache_path("clusterdojo-tests") / "hypothesis")
settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("search", deadline=None, max_examples=2_000)
settings.load_profile("same")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that could not run is a skip on a user's machine, and a failure in CI."""
    report = yield
    if report.skipped and os.environ.get(REQUIRE_ALL):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} could not run, and {REQUIRE_ALL} is set: {call.excinfo}"
    return report


@pytest.fixture(autouse=True)
def _engine_asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """That a container engine hung in one test says nothing about the next one's."""
    monkeypatch.setattr(container, "_hung", None)


@pytest.fixture
def own_suite(tmp_path: Path) -> Suite:
    """A suite without labs, with the real fixtures."""
    root = tmp_path / "suite"
    (root / "labs").mkdir(parents=True)
    (root / "checks").mkdir()
    (root / "fixtures").symlink_to(CHECKOUT / "fixtures")
    shutil.copy(CHECKOUT / "conftest.py", root)
    return Suite(root)


@pytest.fixture
def api_server() -> Iterator[ApiServer]:
    """An API server on 127.0.0.1 that holds nothing yet."""
    with serving() as server:
        yield server


@pytest.fixture
def kubeconfig(tmp_path: Path, api_server: ApiServer) -> Path:
    """The way into that server, by the context cluster1."""
    return write_kubeconfig(tmp_path / "kubeconfig", {"cluster1": api_server.url})


@pytest.fixture
def api(kubeconfig: Path) -> Api:
    """The suite's reader of that server."""
    return Api(kubeconfig, "cluster1")


@pytest.fixture(scope="session")
def docker_engine() -> None:
    """A container engine that answers; the test is skipped with the reason where none does."""
    if reason := container.reachable():
        pytest.skip(f"no container engine: {reason}")
