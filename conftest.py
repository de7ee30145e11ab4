"""The suite's pytest entry: the plugin that grades and the vocabulary that graders speak."""

pytest_plugins = (
    "clusterdojo.grading.plugin",
    "fixtures.cluster",
    "fixtures.machines",
    "fixtures.work",
    "fixtures.answers",
)
