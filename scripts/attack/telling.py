"""What a round found: in the terminal, and as a round of docs/attacks.json."""

import datetime
from collections.abc import Iterable, Iterator, Sequence

from clusterdojo.proof.attacks import GOAL, Attacked, Round
from clusterdojo.untrusted import one_line
from scripts.attack.rows import Row

LONGEST = 300  # characters of a drafted sentence
DRAFT = "to be explained: "


def table(rows: Sequence[Row]) -> Iterator[str]:
    """Each wrong grade, then cases and wrong grades of each lab, then the figure."""
    wrong = [row for row in rows if row.wrong]
    for row in wrong:
        yield f"{row.engine} {row.lab} {row.case}: {one_line(row.wrong, LONGEST)}"
        yield f"    idea: {row.idea}"
        yield f"    expects {row.expect}, because: {row.because}"
        if row.unsure:
            yield f"    unsure: {row.unsure}"
    for engine, lab in sorted({(row.engine, row.lab) for row in rows}):
        of_lab = [row for row in rows if (row.engine, row.lab) == (engine, lab)]
        bad = sum(bool(row.wrong) for row in of_lab)
        yield f"{engine:<6} {lab:<24} {len(of_lab):>3} cases {bad:>3} wrong"
    if rows:
        figure = 100 * len(wrong) / len(rows)
        yield (
            f"{len(wrong)} of {len(rows)} grades are wrong: {figure:.1f} in 100; "
            f"the goal is fewer than {GOAL}"
        )


def with_rows(
    rounds: Sequence[Round], name: str, rows: Iterable[Row], today: datetime.date
) -> list[Round]:
    """The rounds with what `rows` hold, one round of that name for each engine.

    What a round says already stays: its date, its commit and its sentences. A wrong grade without
    one gets a draft.
    """
    found = {(one.name, one.engine): one for one in rounds}
    by_engine: dict[str, list[Row]] = {}
    for row in rows:
        by_engine.setdefault(row.engine, []).append(row)
    for engine, of_engine in sorted(by_engine.items()):
        before = found.get((name, engine))
        labs = dict(before.labs) if before else {}
        for lab in sorted({row.lab for row in of_engine}):
            said = labs[lab].wrong if lab in labs else {}
            of_lab = [row for row in of_engine if row.lab == lab]
            drafts = {row.case: DRAFT + one_line(row.wrong, LONGEST) for row in of_lab if row.wrong}
            labs[lab] = Attacked(cases=len(of_lab), wrong=dict(sorted((drafts | said).items())))
        commits = sorted({row.commit for row in of_engine if row.commit})
        found[name, engine] = Round(
            name=name,
            date=before.date if before else today.isoformat(),
            commit=before.commit if before else ", ".join(commits) or "unknown",
            engine=engine,
            labs=dict(sorted(labs.items())),
        )
    return list(found.values())
