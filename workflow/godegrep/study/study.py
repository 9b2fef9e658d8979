"""The whole study."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from godegrep.core.schema import stored
from godegrep.study.codebook import Codebook, codebook_from_dict
from godegrep.study.config import Config, config_from_dict
from godegrep.study.questionnaire import Questionnaire, from_dict


@dataclass(frozen=True)
class Study:
    """All that a researcher edits."""

    config: Config
    questionnaire: Questionnaire
    codebook: Codebook


def study_from_dicts(
    config: Mapping[str, Any], questionnaire: Mapping[str, Any], codebook: Mapping[str, Any]
) -> Study:
    """Build a study from the content of its three files.

    A question that does not say its own `base` or `dont_know` has the study's (`tables`).
    """
    settings = config_from_dict(config)
    questions = [{**stored(settings.tables), **question} for question in questionnaire["questions"]]
    return Study(
        settings,
        from_dict({**questionnaire, "questions": questions}),
        codebook_from_dict(codebook),
    )
