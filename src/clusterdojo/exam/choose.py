"""Which labs make up an exam: so many of each domain and difficulty, and none that must be apart.

The search is exact. Where it finds nothing there is nothing, whatever the order of the labs.
"""

import itertools
from collections.abc import Iterable, Sequence

from clusterdojo.lab.model import Difficulty, Domain, Lab

Need = tuple[int, ...]


class Choice:
    """The labs that there are to choose from.

    Sets of labs are the bits of a number, by the labs' places in the list.

    Args:
        labs: Each once.
        apart: Groups of which no two may be chosen; other ids in them are no matter.
        domains: In the order in which needs are given.
        difficulties: Likewise; without any, a lab's difficulty does not count, and the need is
            the number of all tasks.
    """

    def __init__(
        self,
        labs: Sequence[Lab],
        apart: Iterable[Iterable[str]],
        domains: Sequence[Domain],
        difficulties: Sequence[Difficulty] = (),
    ) -> None:
        self._labs = labs
        self._row = [domains.index(lab.domain) for lab in labs]
        self._column = [difficulties.index(lab.difficulty) if difficulties else 0 for lab in labs]
        self._cells = [[0] * max(1, len(difficulties)) for _ in domains]
        for place, (row, column) in enumerate(zip(self._row, self._column, strict=True)):
            self._cells[row][column] |= 1 << place
        self._rivals = self._read(apart)
        self._known: dict[tuple[int, Need, Need], bool] = {}

    def _read(self, apart: Iterable[Iterable[str]]) -> list[int]:
        """For each lab, the set of those that can't be chosen beside it."""
        place = {lab.id: at for at, lab in enumerate(self._labs)}
        rivals = [0] * len(place)
        for group in apart:
            for one, other in itertools.permutations({place[i] for i in group if i in place}, 2):
                rivals[one] |= 1 << other
        return rivals

    def possible(self, rows: Need, columns: Need) -> bool:
        """Whether labs of these numbers by domain and by difficulty can be chosen."""
        return self._possible((1 << len(self._labs)) - 1, rows, columns)

    def first(self, order: Iterable[int], rows: Need, columns: Need) -> list[Lab]:
        """The labs that are chosen when the places in `order` are tried one after the other.

        Each is taken if the needs can still be met with it.
        """
        left = (1 << len(self._labs)) - 1
        chosen = []
        for place in order:
            after = self._after(place, left, rows, columns)
            if after and self._possible(*after):
                chosen.append(self._labs[place])
                left, rows, columns = after
            else:
                left &= ~(1 << place)
        return chosen

    def _after(
        self, place: int, left: int, rows: Need, columns: Need
    ) -> tuple[int, Need, Need] | None:
        """What is left and needed once a lab is taken; None if it can't be."""
        row, column = self._row[place], self._column[place]
        if not (left >> place & 1 and rows[row] and columns[column]):
            return None
        left &= ~(1 << place) & ~self._rivals[place]
        return left, _one_less(rows, row), _one_less(columns, column)

    def _possible(self, left: int, rows: Need, columns: Need) -> bool:
        """Whether the needs can be met with the set `left`."""
        useful = 0
        for row, cells in zip(rows, self._cells, strict=True):
            for column, labs in zip(columns, cells, strict=True):
                useful |= labs if row and column else 0
        left &= useful
        state = (left, rows, columns)
        if state not in self._known:
            self._known[state] = self._enough(*state) and self._without_rivals(*state)
        return self._known[state]

    def _enough(self, left: int, rows: Need, columns: Need) -> bool:
        """Whether the needs can be met by number, if no lab had a rival.

        Labs flow from domains to difficulties; what the narrowest cut lets through is what gets
        there at most.
        """
        there = [[(labs & left).bit_count() for labs in cells] for cells in self._cells]
        if sum(rows) != sum(columns):
            return False
        for cut in itertools.product((False, True), repeat=len(columns)):
            through = sum(need for need, behind in zip(columns, cut, strict=True) if not behind)
            for row, counts in zip(rows, there, strict=True):
                through += min(row, sum(itertools.compress(counts, cut)))
            if through < sum(columns):
                return False
        return True

    def _without_rivals(self, left: int, rows: Need, columns: Need) -> bool:
        """Whether the needs can be met, given that they can by number."""
        rivals = {
            place: (self._rivals[place] & left).bit_count()
            for place in range(len(self._labs))
            if left >> place & 1
        }
        place = max(rivals, key=rivals.__getitem__, default=-1)
        if place < 0 or not rivals[place]:
            return True
        after = self._after(place, left, rows, columns)
        if after and self._possible(*after):
            return True
        return self._possible(left & ~(1 << place), rows, columns)


def _one_less(need: Need, at: int) -> Need:
    return (*need[:at], need[at] - 1, *need[at + 1 :])
