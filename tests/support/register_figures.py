"""Register statistics, made up: spending that is simulated, growth, and offices' practice."""

import numpy as np
import pandas as pd

from godegrep.register.models.model import Model, Term
from godegrep.register.offices import Joined
from godegrep.study.questionnaire import from_dict


def simulated(rng, municipalities=387, years=(2012, 2013, 2014, 2015, 2016), between=0.45):
    """SYNTHETIC panel with annex 1's coefficients; chance is larger in small places."""
    size = np.exp(rng.normal(8.5, 1.1, municipalities)).clip(200, 280_000)
    level = rng.normal(0, between, municipalities)
    centre = rng.normal(
        [3.5, 1.0, 64, 4, 0.5, 68], [0.9, 0.25, 1.8, 2.2, 0.2, 6], (municipalities, 6)
    )
    rows = []
    for i, year in enumerate(years):
        x = centre + rng.normal(0, [0.2, 0.05, 0.4, 0.4, 0.2, 2.5], (municipalities, 6))
        urban = size**1.2
        effect = (0, -0.012, 0.092, 0.022, 0.121)[i]
        expected = (
            -2.45 + x @ [0.276, 0.153, 0.073, 0.137, 0.787, -0.016] - 2.05e-07 * urban + effect
        )
        chance = rng.normal(0, np.sqrt(0.01 + 300 / size))
        frame = pd.DataFrame(
            x, columns=["disabled", "need", "adults", "immigrants", "refugees", "school"]
        )
        rows.append(
            frame.assign(
                municipality=[f"{i:04d}" for i in range(municipalities)],
                year=year,
                population=size,
                true=100 * (expected + level) / expected,
                spending=expected + level + chance,
            )
        )
    return pd.concat(rows, ignore_index=True)


SIMULATED = Model(
    Term("spending", "spending"),
    (
        Term("disabled", "disabled"),
        Term("urbanity", "population", power=1.2),
        *(Term(name, name) for name in ("need", "adults", "immigrants", "refugees", "school")),
    ),
    population="population",
)


PANEL = pd.DataFrame(
    {
        "municipality": ["1", "1", "2", "2", "3", "3"],
        "year": [2012, 2016] * 3,
        "couples": [10.0, 20, 30, 30, 5, np.nan],
        "singles": [40.0, 40, 20, 30, 5, 50],
        "paid_couples": [100.0, 300, 300, 450, 1, 1],
        "paid_singles": [200.0, 240, 100, 180, 1, 1],
    }
)


QUESTIONS = from_dict(
    {
        "themes": [{"id": "t", "title": {"nb": "T"}}],
        "questions": [
            {
                "id": "duty",
                "type": "single",
                "theme": "t",
                "text": {"nb": "?"},
                "options": [
                    {"id": "yes", "text": {"nb": "Ja"}},
                    {"id": "no", "text": {"nb": "Nei"}},
                    {"id": "dk", "text": {"nb": "Vet ikke"}, "missing": "dont_know"},
                ],
            },
            {
                "id": "ways",
                "type": "multiple",
                "theme": "t",
                "text": {"nb": "?"},
                "items": [
                    {"id": "one", "text": {"nb": "En"}},
                    {"id": "rare", "text": {"nb": "To"}},
                ],
            },
        ],
    }
)


def material(n=200, gap=20.0, seed=5):
    """Answers of offices, and their municipalities' index, lower by `gap` where duty is «yes»."""
    rng = np.random.default_rng(seed)
    duty = np.where(rng.random(n) < 0.4, "yes", "no")
    duty[:8] = "dk"
    ids = [f"K{i}" for i in range(n)]
    index = 100 + np.where(duty == "yes", -gap, 0) + rng.normal(0, 15, n)
    rows = pd.DataFrame(
        {
            "respondent": ids,
            "duty": duty,
            "ways.one": np.where(rng.random(n) < 0.5, "selected", "not_selected"),
            "ways.rare": np.where(np.arange(n) < 12, "selected", "not_selected"),
        }
    )
    cluster = [f"{i // 2:04d}" for i in range(n)]
    columns = {"respondent": ids, "municipalities": 1, "index": index, "cluster": cluster}
    return rows, Joined(pd.DataFrame({**columns, "why": "", "offices": 2}))
