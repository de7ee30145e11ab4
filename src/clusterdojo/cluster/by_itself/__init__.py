"""What changes in a cluster although nobody changes it: one table, each row with its reason.

Rows are narrow, since a learner can write the same fields. Where an API server keeps a trail, it
tells who created an object that a controller might have made.
"""

from collections.abc import Iterator

from clusterdojo.cluster.by_itself import (
    control_plane,
    nodes,
    ownership,
    services,
    storage,
    traces,
    workloads,
)
from clusterdojo.cluster.by_itself.row import Row
from clusterdojo.cluster.change import Change
from clusterdojo.cluster.world import World

# Fields of every object that say something about its writes, and nothing about what was written.
NOTED = {
    "resourceVersion": "every write gives the object a new one",
    "generation": "the API server counts writes",
    "managedFields": "the API server notes who wrote which field",
    "selfLink": "servers before 1.20 wrote it",
    "uid": "an object with another one is a new object, which counts as recreated",
    "creationTimestamp": "it goes with the UID",
    "deletionTimestamp": "an object that is being deleted counts as deleted",
    "deletionGracePeriodSeconds": "it goes with deletionTimestamp",
}


def _rows() -> Iterator[Row]:
    yield from ownership.rows()
    yield from nodes.rows()
    yield from workloads.rows_of_pods()
    yield from workloads.rows_of_workloads()
    yield from services.rows()
    yield from storage.rows()
    yield from control_plane.rows()
    yield from traces.rows()


TABLE = tuple(_rows())


def row_for(change: Change, world: World) -> Row | None:
    """The first row that covers a change; None where somebody must have done it."""
    return next((row for row in TABLE if row.covers(change, world)), None)
