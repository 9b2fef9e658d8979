"""Compose a municipality's own sheet in one language."""

from pathlib import Path

import pandas as pd

from godegrep.files import read_json, write_json
from godegrep.jobs import run
from godegrep.language import Language
from godegrep.questionnaire import from_dict
from godegrep.readers.logo import read_logo
from godegrep.readers.register import read_descriptions
from godegrep.register.material import register_material
from godegrep.register.sheet import compose_sheet, municipality_of
from godegrep.register.sheet_tables import own_answers, without_own
from godegrep.report.model import Material
from godegrep.report.prose import Prose
from godegrep.study import NO_CODES, config_from_dict


def main(
    checked,
    questionnaire,
    tables,
    offices,
    descriptions,
    spending,
    logo,
    catalogue,
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
    material = register_material(
        described,
        register,
        synthetic=any(table.synthetic for table in described),
        index=pd.read_parquet(index) if index else None,
        facts=read_json(fit) if fit else {},
        shown=[municipality],
    )
    survey = Material(
        wave=wave,
        language=Language(language),
        config=config,
        questionnaire=asked,
        codebook=NO_CODES,
        tables=shown,
        answers=answers,
        logo=read_logo(logo),
    )
    prose = Prose(survey.language, config.unit[language], config.level)
    write_json(compose_sheet(place, survey, material, prose), report)


if "snakemake" in globals():
    run(main, snakemake)
