"""Minutes of each lab's solution, and of its steps, each on clusters of its own.

    python -m bench.solutions [BEGINNING ...]

Labs are named by their ids or by how these begin: `etcd-` stands for every lab of that kind. The
upgrade labs are the default. The steps are the proof's: start until the task is shown, the
untouched cluster graded twice, the solution, the solved cluster graded twice. docs/proof.md has the
seconds of every variant.
"""

import sys
from collections.abc import Sequence

from clusterdojo.lab.suite import suite
from clusterdojo.proof.prove import prove
from clusterdojo.proof.variants import variants

DEFAULT = ("upgrade-",)


def main(beginnings: Sequence[str]) -> None:
    """Measure and print."""
    labs = [name for name in suite().lab_ids() if name.startswith(tuple(beginnings or DEFAULT))]
    if not labs:
        sys.exit(f"no lab's id begins with {' or '.join(beginnings)}")
    print(f"{'minutes':<24} {'start':>9} {'untouched':>9} {'script':>9} {'check':>9} {'all':>9}")
    whole = 0.0
    for lab_id in labs:
        solution, *_ = variants(suite(), lab_id, ["kind"])
        proof = prove(suite(), solution)
        if proof.faults:
            sys.exit(f"{lab_id}: {'; '.join(map(str, proof.faults))}")
        total = sum(proof.seconds.values())
        whole += total
        columns = [*(proof.seconds[step] for step in ("start", "untouched", "script", "check"))]
        print(f"{lab_id:<24}", *(f"{seconds / 60:9.1f}" for seconds in [*columns, total]))
    print(f"{'all of them':<64} {whole / 60:9.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
