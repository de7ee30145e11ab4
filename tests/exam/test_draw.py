"""An exam's tasks, drawn."""

import itertools
from collections import Counter
from collections.abc import Collection

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clusterdojo.errors import UsageError
from clusterdojo.exam.blueprint import DIFFICULTIES, DOMAINS, Blueprint
from clusterdojo.exam.draw import SEEDS, DrawnExam, draw
from clusterdojo.exam.load import load_blueprint, load_labs
from clusterdojo.exam.model import TaskRecord
from clusterdojo.exam.shares import apportion
from clusterdojo.lab.model import Lab
from clusterdojo.lab.suite import suite
from tests.exam.pools import BOTH, blueprint, lab, pools

Pool = tuple[Blueprint, list[Lab]]
ENGINES: list[list[str]] = [["kwok"], ["kwok", "kind"]]


def drawn_or_none(
    wanted: Blueprint, labs: list[Lab], seed: int, engines: Collection[str]
) -> DrawnExam | None:
    """The exam, or None where the pool is too small."""
    try:
        return draw(wanted, labs, seed, engines)
    except UsageError:
        return None


def together(wanted: Blueprint, chosen: Collection[Lab]) -> bool:
    """Whether there are two among these that the blueprint, or one of them, keeps apart."""
    ids = {one.id for one in chosen}
    return any(len(ids & set(group)) > 1 for group in wanted.apart) or any(
        ids & set(one.apart) for one in chosen
    )


def fits(wanted: Blueprint, labs: list[Lab], chosen: Collection[Lab]) -> bool:
    """Whether these labs may be an exam: apart, and each domain within one task of its due."""
    there = {one.domain for one in labs}
    filled = {d: w for d, w in wanted.domains.items() if w and d in there}
    counts = Counter(one.domain for one in chosen)
    return not together(wanted, chosen) and all(
        counts[d] >= 1 and abs(counts[d] - len(chosen) * w / sum(filled.values())) <= 1 + 1e-9
        for d, w in filled.items()
    )


def checked(wanted: Blueprint, labs: list[Lab], drawn: DrawnExam, engines: list[str]) -> None:
    """Hold a draw against all that docs/exam-yaml.md promises of it."""
    by_id = {one.id: one for one in labs}
    pool = [o for o in labs if wanted.domains.get(o.domain) and set(o.engines) & set(engines)]
    chosen = [by_id[task.lab] for task in drawn.tasks]
    assert [task.number for task in drawn.tasks] == list(range(1, wanted.tasks + 1))
    assert len({task.lab for task in drawn.tasks}) == wanted.tasks, "a lab comes twice"
    assert all(one in pool for one in chosen)
    assert fits(wanted, pool, chosen)
    assert [task.engine for task in drawn.tasks] == [
        next(e for e in one.engines if e in engines) for one in chosen
    ]
    assert all(0 <= task.seed < SEEDS for task in drawn.tasks)
    assert sum(task.weight for task in drawn.tasks) == 100
    assert all(task.weight >= 1 and task.weight == int(task.weight) for task in drawn.tasks)
    there = {one.domain for one in pool}
    filled = {d: w for d, w in wanted.domains.items() if w and d in there}
    assert drawn.unfilled == {d: w for d, w in wanted.domains.items() if w and d not in there}
    for domain in DOMAINS:
        of_it = [task.weight for task in drawn.tasks if task.domain == domain]
        due = 100 * filled.get(domain, 0) / sum(filled.values())
        assert sum(of_it) == drawn.domains[domain]
        assert abs(drawn.domains[domain] - due) < 1


@given(pools(), st.sampled_from(ENGINES), st.integers(0, SEEDS))
def test_every_promise_holds_of_every_draw(pool: Pool, engines: list[str], seed: int) -> None:
    """Weights within one task, no repeats, apart, engines, percent: for all pools and seeds."""
    wanted, labs = pool
    drawn = drawn_or_none(wanted, labs, seed, engines)
    assume(drawn is not None)
    assert drawn is not None
    checked(wanted, labs, drawn, engines)


@given(pools(most=11))
def test_a_draw_is_refused_only_where_there_is_none(all_labs: Pool) -> None:
    """An exam is drawn wherever some set of labs fits, as found by trying every one."""
    wanted, labs = all_labs
    pool = wanted.pool(labs)
    possible = any(fits(wanted, pool, c) for c in itertools.combinations(pool, wanted.tasks))
    assert (drawn_or_none(wanted, labs, 0, BOTH) is not None) is (possible and bool(pool))


@given(pools(most=11))
def test_the_difficulties_are_as_near_as_the_labs_allow(all_labs: Pool) -> None:
    """No other choice with the same numbers by domain has a mix that is nearer."""
    wanted, labs = all_labs
    drawn = drawn_or_none(wanted, labs, 1, BOTH)
    assume(drawn is not None)
    assert drawn is not None
    mix = {difficulty: wanted.difficulty.get(difficulty, 0) for difficulty in DIFFICULTIES}
    due = apportion(wanted.tasks, mix)

    def off(chosen: Collection[Lab]) -> int:
        counts = Counter(one.difficulty for one in chosen)
        return sum(abs(counts[d] - due[d]) for d in DIFFICULTIES)

    pool = wanted.pool(labs)
    counts = Counter(task.domain for task in drawn.tasks)
    nearest = min(
        off(chosen)
        for chosen in itertools.combinations(pool, wanted.tasks)
        if Counter(one.domain for one in chosen) == counts and fits(wanted, pool, chosen)
    )
    taken = {task.lab for task in drawn.tasks}
    assert off([one for one in labs if one.id in taken]) == nearest


@given(pools())
def test_the_same_seed_gives_the_same_exam(pool: Pool) -> None:
    """Neither the labs' order nor the groups', nor another draw before it, changes anything."""
    wanted, labs = pool
    turned = wanted.model_copy(
        update={
            "apart": [group[::-1] for group in reversed(wanted.apart)],
            "domains": dict(reversed(wanted.domains.items())),
        }
    )
    first = drawn_or_none(wanted, labs, 7, BOTH)
    drawn_or_none(wanted, labs, 8, BOTH)
    assert drawn_or_none(turned, labs[::-1] + labs, 7, ["kind", "kwok"]) == first


POOL = [
    lab(f"{domain[:4]}-{place}", domain, DIFFICULTIES[place % 3], minutes=4 + 3 * place)
    for domain in DOMAINS
    for place in range(6)
]
CKA = blueprint(
    id="pinned",
    domains={
        "architecture": 25, "workloads": 15, "networking": 20, "storage": 10, "troubleshooting": 30,
    },
    difficulty={"easy": 30, "medium": 40, "hard": 30},
    apart=[["arch-0", "arch-1", "arch-2"], ["trou-0", "work-0"]],
)  # fmt: skip


def test_different_seeds_give_different_exams() -> None:
    """Who sits an exam again gets another one, in another order, with other values."""
    exams = [draw(CKA, POOL, seed, BOTH) for seed in range(100)]
    assert len({frozenset(task.lab for task in exam.tasks) for exam in exams}) > 80
    assert len({exam.tasks[0].lab for exam in exams}) > 20
    assert len({task.seed for exam in exams for task in exam.tasks}) > 1590


def test_every_lab_is_drawn_sometimes() -> None:
    """None of the pool is left out for good."""
    drawn = Counter(task.lab for seed in range(120) for task in draw(CKA, POOL, seed, BOTH).tasks)
    assert set(drawn) == {one.id for one in POOL}
    assert min(drawn.values()) > 8


def test_another_blueprint_with_the_same_seed_is_another_exam() -> None:
    """Seed 1 of one exam says nothing about seed 1 of another."""
    other = CKA.model_copy(update={"id": "other"})
    labs = [{task.lab for task in draw(one, POOL, 1, BOTH).tasks} for one in (CKA, other)]
    assert labs[0] != labs[1]


PINNED: dict[int, list[tuple[str, int, float]]] = {
    0: [
        ("arch-5", 736766, 9),
        ("work-2", 682775, 9),
        ("netw-1", 977789, 4),
        ("netw-5", 611618, 9),
        ("arch-4", 653201, 7),
        ("trou-4", 316556, 9),
        ("netw-3", 542539, 7),
        ("trou-3", 137621, 8),
        ("arch-3", 282414, 6),
        ("trou-1", 116904, 4),
        ("work-1", 46289, 6),
        ("trou-0", 259404, 3),
        ("arch-0", 171410, 3),
        ("stor-2", 59020, 6),
        ("trou-2", 83610, 6),
        ("stor-1", 546340, 4),
    ],
    1: [
        ("work-2", 327288, 9),
        ("arch-4", 338930, 7),
        ("trou-1", 506447, 4),
        ("arch-5", 245733, 8),
        ("stor-3", 661416, 7),
        ("netw-3", 974927, 8),
        ("work-1", 169456, 6),
        ("trou-5", 953994, 10),
        ("netw-1", 987519, 5),
        ("trou-0", 238926, 3),
        ("trou-2", 247611, 5),
        ("trou-4", 89282, 8),
        ("netw-2", 706431, 7),
        ("stor-0", 380845, 3),
        ("arch-1", 956594, 4),
        ("arch-3", 555168, 6),
    ],
    999999: [
        ("arch-1", 265384, 4),
        ("stor-1", 898397, 6),
        ("netw-4", 601126, 10),
        ("trou-3", 17655, 6),
        ("netw-2", 534231, 7),
        ("trou-5", 993996, 8),
        ("arch-5", 54724, 8),
        ("netw-0", 330131, 3),
        ("work-0", 946030, 5),
        ("arch-3", 936079, 6),
        ("trou-2", 89016, 5),
        ("trou-4", 90628, 7),
        ("trou-1", 374485, 4),
        ("work-2", 530472, 10),
        ("stor-0", 218459, 4),
        ("arch-4", 135204, 7),
    ],
    1180591620717411303424: [
        ("arch-3", 912337, 6),
        ("arch-4", 11522, 7),
        ("trou-0", 909597, 3),
        ("arch-1", 257931, 4),
        ("trou-5", 942971, 10),
        ("stor-0", 668560, 3),
        ("trou-2", 688258, 6),
        ("stor-2", 642195, 7),
        ("work-4", 548851, 10),
        ("arch-5", 673761, 8),
        ("trou-3", 134372, 7),
        ("netw-0", 980864, 4),
        ("netw-1", 969129, 7),
        ("trou-1", 676204, 4),
        ("netw-2", 209243, 9),
        ("work-1", 723008, 5),
    ],
}


@pytest.mark.parametrize("seed", PINNED)
def test_known_draws(seed: int) -> None:
    """The same seed gives the same exam with every Python and on every platform: these ones."""
    tasks = draw(CKA, POOL, seed, BOTH).tasks
    assert [(task.lab, task.seed, task.weight) for task in tasks] == PINNED[seed]


def test_domains_without_labs_are_told_and_the_others_weigh_more() -> None:
    """A CKA without storage and networking says so, and still adds up to 100."""
    labs = [one for one in POOL if one.domain not in {"storage", "networking"}]
    drawn = draw(CKA.model_copy(update={"tasks": 11}), labs, 0, BOTH)
    assert drawn.unfilled == {"networking": 20, "storage": 10}
    assert drawn.domains == {
        "architecture": 36, "workloads": 21, "networking": 0, "storage": 0, "troubleshooting": 43,
    }  # fmt: skip
    assert sum(task.weight for task in drawn.tasks) == 100
    assert drawn.note == (
        "No lab fills networking (20%) and storage (10%) here; "
        "the other domains weigh more instead: architecture 36%, workloads 21%, "
        "troubleshooting 43%."
    )


def test_where_every_domain_has_labs_nothing_is_told() -> None:
    """There is no note about nothing."""
    drawn = draw(CKA, POOL, 0, BOTH)
    assert (drawn.unfilled, drawn.note) == ({}, "")


def test_longer_tasks_weigh_more() -> None:
    """Within a domain the percent follow the labs' minutes; none is worth nothing."""
    labs = [lab("short", minutes=1), lab("long", minutes=48)]
    drawn = draw(blueprint(tasks=2), labs, 0, ["kwok"])
    assert {task.lab: task.weight for task in drawn.tasks} == {"short": 3, "long": 97}


def test_tasks_fit_into_the_time_where_they_can() -> None:
    """A draw that takes longer than the exam is passed over, as long as there are others."""
    labs = [lab(f"short-{n}", minutes=5) for n in range(4)]
    labs += [lab(f"long-{n}", minutes=30) for n in range(3)]
    for seed in range(30):
        drawn = draw(blueprint(tasks=3, minutes=40), labs, seed, ["kwok"])
        assert sum(task.minutes for task in drawn.tasks) <= 40


def test_an_exam_that_is_too_short_for_any_labs_is_drawn_all_the_same() -> None:
    """The minutes that labs tell are estimates: they are no reason to refuse an exam."""
    labs = [lab(f"long-{n}", minutes=30) for n in range(3)]
    assert len(draw(blueprint(tasks=3, minutes=10), labs, 0, ["kwok"]).tasks) == 3


def test_a_task_runs_on_the_first_of_its_labs_engines_that_there_is() -> None:
    """With real nodes, what the embedded engine can do still runs there, if the lab prefers it."""
    labs = [
        lab("a", engines=["kwok", "kind"]), lab("b", engines=["kind", "kwok"]),
        lab("c", engines=["kind"]),
    ]  # fmt: skip
    engines = {t.lab: t.engine for t in draw(blueprint(tasks=3), labs, 0, BOTH).tasks}
    assert engines == {"a": "kwok", "b": "kind", "c": "kind"}
    embedded = {t.lab: t.engine for t in draw(blueprint(tasks=2), labs, 0, ["kwok"]).tasks}
    assert embedded == {"a": "kwok", "b": "kwok"}


def test_a_drawn_task_is_what_the_record_begins_with() -> None:
    """exam.json takes a drawn task as it is."""
    task = draw(CKA, POOL, 0, BOTH).tasks[0]
    record = TaskRecord.model_validate(task.model_dump())
    assert record.model_dump(include=set(task.model_dump())) == task.model_dump()
    assert record.contexts == ["cluster1"]


def test_a_drawn_exam_survives_a_file() -> None:
    """What is handed out as JSON is the same draw when it is read."""
    drawn = draw(CKA, POOL, 5, BOTH)
    assert DrawnExam.model_validate_json(drawn.model_dump_json()) == drawn


# What can't be drawn


def test_too_few_labs_are_told_with_their_numbers() -> None:
    """Whoever wrote the blueprint sees where labs are missing."""
    with pytest.raises(UsageError) as caught:
        draw(CKA, POOL[:8], 0, BOTH)
    assert caught.value.what == (
        "The exam pinned has 16 tasks, which can't be drawn by its weights from the labs for "
        "kind and kwok (architecture 6, workloads 2, networking 0, storage 0, "
        "troubleshooting 0; some are never drawn together)."
    )
    assert "docs/exam-yaml.md" in caught.value.do


def test_labs_that_need_real_nodes_are_told_of() -> None:
    """Without real nodes, the way to more labs is to have them."""
    labs = [lab("a", engines=["kind"]), lab("b")]
    with pytest.raises(UsageError, match=r"for kwok \(workloads 1\).* Use kind, too"):
        draw(blueprint(tasks=2), labs, 0, ["kwok"])


@pytest.mark.parametrize(
    ("labs", "engines"),
    [([], ["kwok"]), ([lab("a")], []), ([lab("a")], ["docker"]), ([lab("a", "storage")], ["kwok"])],
    ids=["no labs", "no engines", "unknown engine", "labs of other domains"],
)
def test_nothing_to_draw_from_is_an_error(labs: list[Lab], engines: list[str]) -> None:
    """There is no exam without tasks."""
    with pytest.raises(UsageError, match="can't be drawn"):
        draw(blueprint(tasks=1), labs, 0, engines)


def test_labs_that_must_be_apart_are_no_way_to_a_number() -> None:
    """Three labs of which two exclude each other are two."""
    labs = [lab("a"), lab("b"), lab("c")]
    apart = blueprint(tasks=3, apart=[["a", "b"]])
    with pytest.raises(UsageError, match="never drawn together"):
        draw(apart, labs, 0, ["kwok"])


def test_labs_that_name_each_other_are_never_drawn_together() -> None:
    """Whatever the blueprint says; one that can't be drawn itself keeps nobody out."""
    labs = [lab("a", apart=["b"]), lab("b", apart=["a"]), lab("c", apart=["d"])]
    labs.append(lab("d", "storage", apart=["c"]))
    for seed in range(30):
        drawn = {task.lab for task in draw(blueprint(tasks=2), labs, seed, ["kwok"]).tasks}
        assert drawn in ({"a", "c"}, {"b", "c"})
    with pytest.raises(UsageError, match="never drawn together"):
        draw(blueprint(tasks=3), labs, 0, ["kwok"])


def test_one_side_is_enough() -> None:
    """The linter wants both; an own lab that nobody has looked at is kept apart all the same."""
    labs = [lab("a"), lab("b", apart=["a"])]
    with pytest.raises(UsageError, match="never drawn together"):
        draw(blueprint(tasks=2), labs, 0, ["kwok"])


def test_fewer_tasks_than_domains_are_refused() -> None:
    """A domain whose percent no task could carry would be lost."""
    wanted = blueprint(tasks=1, domains={"storage": 50, "workloads": 50})
    with pytest.raises(UsageError, match="has 1 task,"):
        draw(wanted, [lab("a", "storage"), lab("b", "workloads")], 0, ["kwok"])


def test_a_negative_seed_is_refused() -> None:
    """Seeds are those of `dojo start`."""
    with pytest.raises(UsageError, match="-1 can't be a seed"):
        draw(blueprint(tasks=1), [lab("a")], -1, ["kwok"])


# The blueprints that come along


@pytest.mark.parametrize(
    ("exam", "engines"),
    [("maintenance", ["kwok"]), ("maintenance", BOTH), ("cka", BOTH)],
    ids=["maintenance embedded", "maintenance", "cka"],
)
def test_the_suites_own_exams_can_be_drawn(exam: str, engines: list[str]) -> None:
    """Each keeps all promises with the labs that there are, and its tasks fit into its time."""
    wanted = load_blueprint(suite(), exam)
    labs = load_labs(suite(), wanted)
    exams = [draw(wanted, labs, seed, engines) for seed in range(60)]
    for drawn in exams:
        checked(wanted, labs, drawn, engines)
        assert sum(task.minutes for task in drawn.tasks) <= wanted.minutes
    assert len({frozenset(task.lab for task in drawn.tasks) for drawn in exams}) > 3


def test_the_cka_needs_real_nodes_and_says_so() -> None:
    """The embedded engine has too few labs on troubleshooting for it."""
    wanted = load_blueprint(suite(), "cka")
    with pytest.raises(UsageError, match=r"troubleshooting 1.* Use kind, too"):
        draw(wanted, load_labs(suite(), wanted), 0, ["kwok"])
