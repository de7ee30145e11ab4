"""The suite's labs as results name them: whether a lab can have drawn the values of a result.

Anybody can write a result and hand it in. Its values go into commands (solution.sh) and
instructions (task.md) that instructors copy, so they count only if the lab itself can draw them.
"""

from clusterdojo.errors import ContentError, DojoError
from clusterdojo.exam.result import ExamResult
from clusterdojo.grading.result import Result, lab_digest
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.model import Lab
from clusterdojo.lab.rendering import render_file
from clusterdojo.lab.suite import Suite


class UndrawnError(DojoError):
    """The lab can't have drawn the values of a result, so nothing is rendered with them."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The lab's text is not shown with the values of this result: {why}.",
            "`dojo report verify --key FILE` shows whether the result is as it was sealed.",
        )


class KnownLabs:
    """The labs of one suite, each read once."""

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        self._ids = frozenset(suite.lab_ids())
        self._labs: dict[str, Lab | None] = {}
        self._digests: dict[str, str] = {}

    def implausible(self, result: Result) -> str:
        """Why no attempt at the lab can have the result's values; empty if one can.

        Only a result of the very lab that is here can be judged: another content of it may draw
        other values. A result without any values, as `dojo check --json` prints it, claims none.
        """
        if not result.values or self.changed(result):
            return ""
        lab = self._lab(result.lab.id)
        return lab.why_not_drawn(result.values, result.seed) if lab else ""

    def implausible_exam(self, exam: ExamResult) -> str:
        """The same of an exam: the first task that can't have its values, and why."""
        found = (
            f"task {task.number}: {why}"
            for task in exam.tasks
            if task.result and (why := self.implausible(task.result))
        )
        return next(found, "")

    def rendered(self, result: Result, name: str) -> str:
        """A file of the lab, such as task.md, with the result's values.

        Nothing else in reports may render a result's values. Those of a result of another content
        of the lab must be among the values that the lab draws today, by whatever seed.

        Raises:
            UsageError: The lab is not here.
            UndrawnError: The lab can't have drawn the values.
            ContentError: The file can't be read or rendered.
        """
        path = self._suite.lab_dir(result.lab.id) / name
        if why := self._unfit(result):
            raise UndrawnError(why)
        return render_file(path, result.values)

    def _unfit(self, result: Result) -> str:
        """Why the lab's texts can't be rendered with the result's values; empty if they can."""
        lab = self._lab(result.lab.id)
        if lab is None:
            return "the lab.yaml of this suite is wrong"
        if lab.values and not result.values:
            return "the result does not record its drawn values"
        changed = self.changed(result)
        why = lab.why_not_drawn(result.values, None if changed else result.seed)
        return f"the lab has changed since it graded the result: {why}" if why and changed else why

    def changed(self, result: Result) -> bool:
        """Whether the lab that is here is not the one that graded the result, or is not here."""
        lab = result.lab.id
        if lab not in self._ids:
            return True
        if lab not in self._digests:
            try:
                self._digests[lab] = lab_digest(self._suite, lab)
            except OSError:
                self._digests[lab] = ""
        return self._digests[lab] != result.lab.digest

    def _lab(self, lab: str) -> Lab | None:
        """The lab; None if it is not here, or nobody could start it."""
        if lab not in self._labs:
            try:
                self._labs[lab] = load_lab(self._suite.lab_dir(lab)) if lab in self._ids else None
            except (ContentError, OSError):
                self._labs[lab] = None
        return self._labs[lab]
