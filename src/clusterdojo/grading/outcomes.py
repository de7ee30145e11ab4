"""What an exception in a criterion means: not solved, or not gradable."""


class UngradableError(Exception):
    """The grader's own way in fails: nothing can be said about the learner's work."""


class NotAnsweringError(AssertionError):
    """The cluster does not answer: the learner may have broken it, so it counts as not solved."""


class NodeDownError(AssertionError):
    """The node is stopped or gone: the learner may have done that, so it counts as not solved."""
