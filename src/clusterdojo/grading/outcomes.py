"""What an exception in a criterion means: not solved, or not gradable.

- An AssertionError is a finding: not solved. Whoever reads what learners make raises it, with the
  place, for whatever can't be read or has another type than it has to have (UnexpectedError in
  clusterdojo.shape, Missing in fixtures/objects.py).
- UngradableError is the grader's own way in: nothing can be said.
- Any other exception is a bug, and ungradable, with one exception: an error that only data can
  cause, in a criterion that has read what learners write freely (files in the work folder, a
  node from inside, custom resources). A proven criterion does not fail on the right content, so
  the content is another one: not solved, in words that a proof takes for a fault of the grader.
"""

CONTENT_ERRORS = (
    ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError,
)  # fmt: skip
NONSENSE = "the grader can't make sense of"
"""How the reason begins when an error of that sort makes a criterion not solved."""


class UngradableError(Exception):
    """The grader's own way in fails: nothing can be said about the learner's work."""


class NotAnsweringError(AssertionError):
    """The cluster does not answer: the learner may have broken it, so it counts as not solved."""


class NodeError(AssertionError):
    """A node does not tell: the learner may have done that, so it counts as not solved."""


class NodeAnswerError(NodeError):
    """A question to a node has no answer, such as a program on it that takes too long."""


class OverdueError(AssertionError):
    """A criterion has taken longer than its limit; nothing of the suite's own takes so long."""


class NodeDownError(NodeError):
    """The node is stopped or gone: the learner may have done that, so it counts as not solved."""
