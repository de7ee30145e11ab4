"""Which commands an exam allows: one row for each command. A command without a row is refused.

An exam restricts commands in two places:

- `shell`: the shells of its tasks, in which `dojo` acts on the task. They stay restricted when the
  exam is over, since their state directory belongs to the exam.
- `beside`: every other terminal of the same state directory (the same user), from the draw of the
  exam to its end. A second terminal must not give the help that the first one refuses.

Nothing here can stop somebody who reads labs/*/solution.sh or points CLUSTERDOJO_STATE elsewhere:
it is the learner's own machine (SECURITY.md). The table keeps an honest exam honest.

An instructor may work beside an exam: reports on results of others, packs, images and programs stay
allowed there, since they tell nothing about the tasks. Pages that print solutions (`report html`,
`report exam`, `exam result`), and the reasons of one's own earlier attempts (every other report of
one's own), are refused to everybody whose own exam is under way. An instructor who needs them
meanwhile uses another account or another CLUSTERDOJO_STATE.
"""

import enum
from dataclasses import dataclass, field


class When(enum.Enum):
    """When an exam allows a command.

    Attributes:
        OTHER_LABS: For labs that are not tasks of the exam.
        OTHERS: For results of others, which are named; without names, reports are of one's own.
        PRACTICE: In a practice exam.
        AFTERWARDS: Once the exam has ended.
    """

    ALWAYS = enum.auto()
    NEVER = enum.auto()
    OTHER_LABS = enum.auto()
    OTHERS = enum.auto()
    PRACTICE = enum.auto()
    AFTERWARDS = enum.auto()


@dataclass(frozen=True)
class Rule:
    """When a command is allowed.

    Attributes:
        why: Why it is refused otherwise: half a sentence about the exam.
        instead: What to do: a sentence.
    """

    when: When = When.NEVER
    why: str = "it allows only its own commands"
    instead: str = "`dojo exam submit` ends the exam, `dojo exam stop` abandons it."


@dataclass(frozen=True)
class Policy:
    """The rule in the shells of an exam, and the rule beside them."""

    shell: Rule = field(default_factory=Rule)
    beside: Rule = field(default_factory=Rule)


_NO_RESULTS = "it shows no results before its end"
_NO_HINTS = Rule(
    When.NEVER, "it has no hints", "Flag the task to come back to it: `dojo exam flag N`."
)
_LATER = Rule(
    When.NEVER, "solutions come later", "`dojo exam result` shows all of them afterwards."
)
_SUBMIT = "`dojo exam submit` ends it and shows the result."
_ALLOWED = Rule(When.ALWAYS)
_ELSEWHERE = Rule(When.NEVER, "it allows only its own commands", "Leave the shell first: `exit`.")
_OTHER_LABS = Rule(
    When.OTHER_LABS,
    "its tasks are worked on in its own clusters",
    "`dojo exam task N` goes to one.",
)
_OWN_RESULTS = Rule(
    When.NEVER, "reports of your own attempts come later", "`dojo exam submit` ends the exam."
)
_OTHERS = Rule(
    When.OTHERS,
    "reports of your own attempts come later",
    "Name a folder with results of others, or end the exam first: `dojo exam submit`.",
)

EVERYWHERE = Policy(_ALLOWED, _ALLOWED)
# What an instructor or an author does, or what the machine needs: nothing about the tasks.
OUTSIDE = Policy(_ELSEWHERE, _ALLOWED)
NOWHERE = Policy()
OF_OTHERS = Policy(_ELSEWHERE, _OTHERS)

POLICY: dict[str, Policy] = {
    "list": EVERYWHERE,
    "start": Policy(
        Rule(
            When.NEVER, "it has its own tasks", "Leave the shell first to begin a lab of its own."
        ),
        _OTHER_LABS,  # another copy of a task would show how it began
    ),
    "task": EVERYWHERE,
    "shell": Policy(
        Rule(
            When.NEVER,
            "its tasks have their own shells",
            "`dojo exam shell N` opens one for a task.",
        ),
        _ALLOWED,
    ),
    "run": EVERYWHERE,
    "check": Policy(
        Rule(When.PRACTICE, _NO_RESULTS, _SUBMIT), Rule(When.OTHER_LABS, _NO_RESULTS, _SUBMIT)
    ),
    "hint": Policy(_NO_HINTS, _NO_HINTS),
    "solution": Policy(_LATER, _LATER),
    "reset": Policy(
        Rule(
            When.NEVER,
            "its tasks can't be reset",
            "Go on with what is there, or with another task.",
        ),
        _ALLOWED,
    ),
    "status": EVERYWHERE,
    "stop": Policy(
        Rule(When.NEVER, "its clusters end with it", "`dojo exam stop` abandons the exam."),
        _ALLOWED,
    ),
    # `exam` itself is the view; the others refuse by themselves what the clock does not allow.
    "exam": EVERYWHERE,
    "exam start": EVERYWHERE,
    "exam resume": EVERYWHERE,
    "exam submit": EVERYWHERE,
    "exam stop": EVERYWHERE,
    "exam list": EVERYWHERE,
    "exam status": EVERYWHERE,
    "exam task": EVERYWHERE,
    "exam next": EVERYWHERE,
    "exam flag": EVERYWHERE,
    "exam shell": EVERYWHERE,
    "exam run": EVERYWHERE,
    "exam check": Policy(
        *[
            Rule(
                When.PRACTICE,
                _NO_RESULTS,
                "`dojo exam start --practice` starts one that allows checks.",
            )
        ]
        * 2
    ),
    # Earlier exams, too: their solutions are those of the same labs.
    "exam result": Policy(*[Rule(When.AFTERWARDS, _NO_RESULTS, "`dojo exam submit` ends it.")] * 2),
    "exam pack": OUTSIDE,
    "exam verify": OUTSIDE,
    # With --setup it writes how a lab's clusters begin, faults included.
    "record": Policy(_ELSEWHERE, _OTHER_LABS),
    "doctor": EVERYWHERE,
    "runtime status": EVERYWHERE,
    "runtime path": EVERYWHERE,
    "runtime fetch": OUTSIDE,
    "runtime prune": OUTSIDE,
    "image status": EVERYWHERE,
    "image build": OUTSIDE,
    "image prune": OUTSIDE,
    "report": Policy(_ELSEWHERE, _OWN_RESULTS),
    "report exam": Policy(_ELSEWHERE, _LATER),
    "report html": Policy(_ELSEWHERE, _LATER),
    "report dispute": Policy(_ELSEWHERE, _OWN_RESULTS),
    "report gradebook": OF_OTHERS,
    "report gradescope": Policy(_ELSEWHERE, _OWN_RESULTS),
    "report allure": OF_OTHERS,
    "report key": OUTSIDE,
    "report verify": OUTSIDE,
    # It names mistakes and what they lose. Without names it is about all labs.
    "validate": Policy(
        _ELSEWHERE,
        Rule(
            When.OTHER_LABS,
            "its labs are proven before it or after it",
            "Name labs that are not its tasks, or end the exam first: `dojo exam submit`.",
        ),
    ),
    "new": OUTSIDE,
}


def policy_of(command: str) -> Policy | None:
    """The policy for a command, by its names, such as `exam start`; None if it has none.

    A format of reports has the policy of all formats: it is about what others have handed in.
    """
    group, _, name = command.partition(" ")
    if command in POLICY or group != "report":
        return POLICY.get(command)
    from clusterdojo.reporting.formats import formats  # most commands are none

    return OF_OTHERS if any(one.name == name for one in formats()) else None
