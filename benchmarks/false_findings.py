"""How often the tests find a difference at 5 % where there is none, by size of groups and answers.

    python benchmarks/false_findings.py [--repetitions 500]

What the smallest group that is tested, `inference.results.SMALLEST_GROUP`, rests on.
"""

import numpy as np
import pandas as pd
from benchmark import parser, sized

from godegrep.estimation.variance import Column
from godegrep.inference.association import crosstab, rao_scott
from godegrep.inference.location import compare_ranks
from godegrep.sampling.design import Design, sample

GROUPS = ((30, 60, 100), (30, 30, 30, 30), (30, 30), (20, 60, 100), (10, 60, 100))
ANSWERS = ((0.2,) * 5, (0.6, 0.25, 0.1, 0.04, 0.01), (0.9, 0.1), (0.97, 0.03))


def p_values(sizes, shares, rng):
    """The p-values of ranks, of ranks or else the table, and of the table; 1 for no test."""
    groups = np.repeat(np.arange(len(sizes)), sizes)
    drawn = sample(pd.DataFrame({"group": groups}), Design())
    column = Column("group", groups, tuple(map(str, range(len(sizes)))))
    answers = rng.choice(len(shares), len(groups), p=shares)
    item = Column("answer", answers, tuple(map(str, range(len(shares)))))
    ranks = compare_ranks(drawn, column, answers.astype(float))
    table = rao_scott(crosstab(drawn, column, item, np.ones(len(groups), bool)))
    return [1.0 if test is None else test.p for test in (ranks, ranks or table, table)]


def main():
    arguments = parser(__doc__)
    arguments.add_argument("--repetitions", type=int, default=sized(500, 2))
    repetitions = arguments.parse_args().repetitions
    rng = np.random.default_rng(1)
    print("groups | answers | ranks | ranks, else table | table")
    for sizes in GROUPS:
        for shares in ANSWERS:
            p = np.array([p_values(sizes, shares, rng) for _ in range(repetitions)])
            rates = " | ".join(f"{100 * rate:.1f} %" for rate in (p < 0.05).mean(axis=0))
            print(f"{sizes} | {shares} | {rates}", flush=True)


if __name__ == "__main__":
    main()
