"""Beginning an exam: drawn, written down, its first tasks made; then its clock starts."""

import datetime
import secrets
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clusterdojo.attempt.starting import LONGEST_NAME
from clusterdojo.engines.registry import engine as engine_called
from clusterdojo.engines.registry import every
from clusterdojo.errors import DojoError, EngineError, UsageError
from clusterdojo.exam import budget, clock, preparer
from clusterdojo.exam.digest import digest_of
from clusterdojo.exam.draw import SEEDS, DrawnExam, draw
from clusterdojo.exam.folder import Exam, Exams
from clusterdojo.exam.leaving import clear_remains, stop
from clusterdojo.exam.model import ExamRecord, TaskRecord
from clusterdojo.exam.sitting import begin_attempt
from clusterdojo.files import unwritable, write_atomically
from clusterdojo.lab import model as labs
from clusterdojo.lab.loading import load_lab
from clusterdojo.lab.suite import Suite
from clusterdojo.progress import Progress

DEFAULT = "maintenance"
FIRST = 2  # so many tasks are ready before the clock starts
LONGEST_MINUTES = 600
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class ExamRequest:
    """What was asked for on the command line.

    Attributes:
        blueprint: Its id; None for the usual one, or the pack's.
        seed: None for a new one.
        minutes: None for what the blueprint gives.
        memory_mib: The budget; None for what is free.
        engines: Those that may be used; none for all that this machine has.
        key: The file with the instructor's key.
        pack: The file of an exam that an instructor has drawn.
    """

    blueprint: str | None = None
    seed: int | None = None
    minutes: int | None = None
    memory_mib: int | None = None
    practice: bool = False
    pause_on_sleep: bool = False
    learner: str = ""
    key: Path | None = None
    pack: Path | None = None
    engines: Sequence[str] = field(default=())


@dataclass(frozen=True)
class _Drawn:
    exam: DrawnExam
    digest: str
    key: str = ""
    sealed: str = ""


def begin(exams: Exams, suite: Suite, request: ExamRequest, progress: Progress) -> Exam:
    """Make an exam and prepare its first tasks; the clock does not run yet.

    Raises:
        UsageError: It can't be made as it was asked for, or one is under way.
        DojoError: It could not be prepared; nothing of it is left.
    """
    _see_that_it_can_be(request)
    with exams.lock():
        clear_remains(exams, progress)
        preparer.tend(exams)
        if (other := exams.under_way()) is not None:
            raise UsageError(
                f"The exam {other.read().id} is under way.",
                "`dojo exam resume` goes on with it, `dojo exam stop` abandons it.",
            )
        drawn = _drawn(suite, request)
        _fetch(suite, drawn.exam, progress)
        exam = _write(exams, suite, request, drawn)
        try:
            preparer.begin(exam)
        except DojoError:
            stop(exam, progress)
            raise
    try:
        await_first(exam, progress)
    except BaseException:
        stop(exam, progress)
        raise
    return exam


def _see_that_it_can_be(request: ExamRequest) -> None:
    if request.minutes is not None and not 1 <= request.minutes <= LONGEST_MINUTES:
        raise UsageError(
            f"An exam can't take {request.minutes} minutes.", f"Give 1 to {LONGEST_MINUTES}."
        )
    if request.memory_mib is not None and request.memory_mib < budget.LEAST_MIB:
        raise UsageError(
            f"An exam can't be sat in {request.memory_mib} MiB.",
            f"Give {budget.LEAST_MIB} or more: two embedded clusters need that much.",
        )
    if request.learner and (
        not request.learner.isprintable() or len(request.learner) > LONGEST_NAME
    ):
        raise UsageError(
            f"That is not a learner's name: {request.learner[:LONGEST_NAME]!r}.",
            f"Give at most {LONGEST_NAME} characters, without line breaks.",
        )
    for name in request.engines:
        engine_called(name)
    if request.pack is not None:
        given = {
            request.blueprint or "": request.blueprint,
            "--seed": request.seed, "--minutes": request.minutes, "--key": request.key,
            "--engine": request.engines or None, "--practice": request.practice or None,
        }  # fmt: skip
        for option, value in given.items():
            if value is not None:
                raise UsageError(
                    f"{option} can't be used with a pack.",
                    f"Start without {option}{' and unset CLUSTERDOJO_KEY' * (option == '--key')}.",
                )


def _drawn(suite: Suite, request: ExamRequest) -> _Drawn:
    """The exam's tasks: those of the pack, or newly drawn."""
    if request.pack is not None:
        from clusterdojo.exam import pack as packs  # few exams come in one

        pack = packs.read(request.pack)
        packs.require_same_labs(pack, suite)
        return _Drawn(pack.drawn, pack.blueprint_digest, pack.key_text, pack.digest)
    from clusterdojo.exam.load import load_blueprint, load_labs

    blueprint = load_blueprint(suite, request.blueprint or DEFAULT)
    seed = secrets.randbelow(SEEDS) if request.seed is None else request.seed
    engines = request.engines or available()
    exam = draw(blueprint, load_labs(suite, blueprint), seed, engines)
    key = ""
    if request.key is not None:
        from clusterdojo.seal import Key

        Key.read(request.key)
        key = request.key.read_text(encoding="ascii")
    return _Drawn(exam, digest_of(blueprint), key)


def available() -> Collection[str]:
    """The engines that this machine can run."""
    return tuple(engine.name for engine in every() if engine.unavailable() is None)


def _fetch(suite: Suite, exam: DrawnExam, progress: Progress) -> None:
    """Have the programs and images of all tasks here: the background process can't ask for them."""
    specs: dict[str, list[labs.ClusterSpec]] = {}
    for task in exam.tasks:
        lab = load_lab(suite.lab_dir(task.lab))
        clusters = lab.with_values(lab.draw(task.seed)).clusters
        specs.setdefault(task.engine, []).extend(clusters)
    for name, wanted in specs.items():
        engine_called(name).prepare(progress, wanted)


def _write(exams: Exams, suite: Suite, request: ExamRequest, drawn: _Drawn) -> Exam:
    now = datetime.datetime.now(datetime.UTC)
    exam_id = f"{now:%Y%m%d-%H%M%S}-{drawn.exam.blueprint}-{secrets.token_hex(2)}"
    record = ExamRecord(
        id=exam_id,
        blueprint=drawn.exam.blueprint,
        title=drawn.exam.title,
        seed=drawn.exam.seed,
        minutes=request.minutes or drawn.exam.minutes,
        usual_minutes=drawn.exam.minutes,
        pass_percent=drawn.exam.pass_percent,
        domains=drawn.exam.domains,
        unfilled=drawn.exam.unfilled,
        tasks=[TaskRecord(**task.model_dump()) for task in drawn.exam.tasks],
        created=now,
        learner=request.learner.strip(),
        practice=request.practice,
        pause_on_sleep=request.pause_on_sleep,
        memory_mib=request.memory_mib or budget.default_mib(),
        sealed=drawn.sealed,
        first=min(FIRST, len(drawn.exam.tasks)),
        digest=drawn.digest,
        suite=str(suite.root),
    )
    exam = Exam(exams.root / exam_id)
    try:
        exam.folder.mkdir(mode=0o700)
    except OSError as error:
        raise unwritable(exam.folder, error) from error
    if drawn.key:
        write_atomically(exam.key, drawn.key)
    exam.write(record)
    return exam


def await_first(exam: Exam, progress: Progress) -> None:
    """Wait until the first tasks are ready; tell of each that could not be made.

    Raises:
        EngineError: None can be made.
    """
    told: set[int] = set()
    stage = ""
    while True:
        record = exam.read()
        if record.phase != "preparing":
            return
        preparer.begin(exam)
        for task in record.tasks:
            if task.readiness == "failed" and task.number not in told:
                told.add(task.number)
                progress.note(f"task {task.number} is left out: {task.fault}")
        ready = sum(task.readiness in ("ready", "paused") for task in record.tasks)
        open_ = sum(task.readiness != "failed" for task in record.tasks)
        if open_ == 0:
            raise EngineError(
                f"No task could be prepared: {record.tasks[0].fault}",
                "`dojo doctor` looks for the cause.",
            )
        if ready >= min(record.first, open_):
            return
        now = f"preparing the first tasks: {ready} of {min(record.first, open_)} ready"
        if now != stage:
            stage = now
            progress.stage(stage)
        time.sleep(POLL_SECONDS)


def start_clock(exam: Exam) -> ExamRecord:
    """Start the exam's clock, with the first task before the learner."""
    with exam.change() as record:
        if record.phase != "preparing":
            return record
        clock.begin(record, clock.now())
        first = next(t for t in record.tasks if t.readiness in ("ready", "paused"))
        record.current = first.number
    begin_attempt(exam, first.number)
    return record
