"""What an exception in a criterion means: not solved, or not gradable."""


class UngradableError(Exception):
    """The grader's own way in fails: nothing can be said about the learner's work."""


class NotAnsweringError(AssertionError):
    """The cluster does not answer: the learner may have broken it, so it counts as not solved."""


class NodeError(AssertionError):
    """A node does not tell: the learner may have done that, so it counts as not solved."""


class NodeAnswerError(NodeError):
    """A question to a node has no answer, such as a program on it that takes too long."""


class NodeDownError(NodeError):
    """The node is stopped or gone: the learner may have done that, so it counts as not solved."""
