"""Compose a municipality's own sheet in one language."""

from pathlib import Path

import pandas as pd

from godegrep.core.files import read_json, write_json
from godegrep.core.language import Language
from godegrep.jobs import run
from godegrep.register.read import read_descriptions
from godegrep.report.municipality.sheet import compose_sheet, municipality_of
from godegrep.report.parts.prose import Prose
from godegrep.report.parts.wave_results import WaveResults
from godegrep.report.register.results import register_results
from godegrep.study.codebook import NO_CODES
from godegrep.study.config import config_from_dict
from godegrep.study.logo import read_logo
from godegrep.study.questionnaire import from_dict
from godegrep.tabulation.municipalities import own_answers, without_own


def main(
    checked,
    questionnaire,
    tables,
    offices,
    descriptions,
    spending,
    logo,
    wave,
    language,
    municipality,
    settings,
    beside,
    report,
):
    config, register = config_from_dict(settings), settings["register"]
    asked, answers = from_dict(read_json(questionnaire)), pd.read_parquet(checked)
    known = pd.read_csv(offices, dtype="str")
    own = answers["respondent"].isin(known.loc[known["municipality"] == municipality, "respondent"])
    shown = pd.read_parquet(tables)
    place = municipality_of(municipality, answers[own], beside, register)
    if place.own:
        mine = own_answers(answers[own], asked, config, wave, municipality)
        shown = without_own(shown, mine, config.suppression)
    described = read_descriptions([Path(path) for path in descriptions])
    index, fit = spending or (None, None)
    results = register_results(
        described,
        register,
        synthetic=any(table.synthetic for table in described),
        index=pd.read_parquet(index) if index else None,
        facts=read_json(fit) if fit else {},
        shown=[municipality],
    )
    survey = WaveResults(
        wave=wave,
        language=Language(language),
        config=config,
        questionnaire=asked,
        codebook=NO_CODES,
        tables=shown,
        answers=answers,
        logo=read_logo(logo),
    )
    prose = Prose(survey.language, config.report.unit[language], config.design.level)
    write_json(compose_sheet(place, survey, results, prose), report)


if "snakemake" in globals():
    run(main, snakemake)
