"""A survey whose answers can be counted by hand, and the next wave of it."""

import numpy as np
import pandas as pd

from godegrep.study.config import config_from_dict
from godegrep.study.questionnaire import from_dict, to_dict

QUESTIONNAIRE = from_dict(
    {
        "themes": [{"id": "t", "title": "Tema"}],
        "questions": [
            {
                "id": "needed",
                "type": "single",
                "theme": "t",
                "text": "Behov?",
                "options": [
                    {"id": "yes", "text": "Ja"},
                    {"id": "no", "text": "Nei"},
                    {"id": "dont_know", "text": "Vet ikke", "missing": "dont_know"},
                ],
                "columns": {"2017": "q1"},
            },
            {
                "id": "use",
                "type": "grid",
                "theme": "t",
                "text": "Hvor ofte?",
                "options": [{"id": name, "text": name} for name in ("often", "seldom", "never")],
                "groups": [{"id": "at_all", "text": "Bruker", "options": ["often", "seldom"]}],
                "items": [{"id": "plan", "text": "plan", "columns": {"2017": "q2"}}],
            },
            {
                "id": "tools",
                "type": "multiple",
                "theme": "t",
                "text": "Hvilke?",
                "items": [
                    {"id": "a", "text": "a", "columns": {"2017": "q3a"}},
                    {"id": "b", "text": "b", "columns": {"2017": "q3b"}},
                ],
            },
            {
                "id": "staff",
                "type": "number",
                "theme": "t",
                "text": "Ansatte",
                "columns": {"2017": "q4"},
            },
            {
                "id": "why",
                "type": "open",
                "theme": "t",
                "text": "Hvorfor?",
                "columns": {"2017": "q5"},
            },
        ],
    }
)
CONFIG = config_from_dict(
    {
        "title": "Prøve",
        "waves": {"2017": {"export": "x.csv", "respondent": "id"}},
        "frame": {
            "respondent": "id",
            "variables": {
                "region": {"text": "Landsdel"},
                "size": {"text": "Størrelse", "values": {"small": "Liten", "large": "Stor"}},
            },
        },
        "design": {"strata": ["region"], "weights": "none", "finite_population": True},
        "breaks": ["size", "needed"],
        "suppression": {"minimum_base": 1},
    }
)


def made_up(answered=60, invited=100, seed=1):
    """Answers of `invited` offices in two regions and two sizes; the first `answered` answered."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"respondent": [f"k{number:03}" for number in range(invited)]})
    frame["status"] = (
        ["complete"] * (answered - 5) + ["partial"] * 5 + ["not_started"] * (invited - answered)
    )
    frame["frame.region"] = rng.choice(["nord", "sør"], invited)
    frame["frame.size"] = rng.choice(["large", "small"], invited)
    here = np.arange(invited) < answered
    for column, values in {
        "needed": ["yes", "no", None],
        "use.plan": ["often", "seldom", "never"],
        "tools.a": ["selected", "not_selected"],
        "tools.b": ["not_selected"],
        "staff": [3.0, 8.0, 20.0, np.nan],
        "why": ["fordi", None],
    }.items():
        frame[column] = pd.Series(rng.choice(np.array(values, object), invited)).where(here)
    frame["staff"] = frame["staff"].astype(float)
    for item in ("needed", "use.plan", "tools.a", "tools.b", "staff", "why"):
        frame[f"{item}__why"] = np.where(frame[item].isna(), "blank", None)
    asked = frame["needed"] == "yes"
    frame.loc[~asked, "why"] = None
    frame.loc[~asked, "why__why"] = "not_asked"
    return frame


ANSWERS = made_up()


def two_waves():
    """A second wave: `tools.b` and `why` are gone, one question is new, one reworded."""
    document = to_dict(QUESTIONNAIRE)
    questions = {question["id"]: question for question in document["questions"]}
    for name in ("needed", "staff"):
        questions[name]["columns"]["2021"] = name
    for name in ("use", "tools"):
        questions[name]["items"][0]["columns"]["2021"] = name
    questions["needed"]["reworded"] = {"2021": {"text": {"nb": "Annet?"}, "comparable": False}}
    new = {"id": "new", "type": "single", "theme": "t", "text": "Ny?", "columns": {"2021": "n"}}
    new["options"] = [{"id": "yes", "text": "Ja"}]
    document["questions"].append(new)
    return from_dict(document)


BOTH = two_waves()
