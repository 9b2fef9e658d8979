"""Compose a municipality's own sheet in one language."""

from pathlib import Path

import pandas as pd

from godegrep.core.files import read_json, write_json
from godegrep.core.language import Language
from godegrep.core.schema import reread
from godegrep.document.codec import to_json
from godegrep.jobs import run
from godegrep.register.descriptions import read_descriptions
from godegrep.report.municipality.sheet import compose_sheet, municipality_of
from godegrep.report.parts.prose import Prose
from godegrep.report.parts.wave_results import ClosedResults, WaveResults
from godegrep.report.register.results import register_results
from godegrep.study.config import WaveReportSettings
from godegrep.study.logo import read_logo
from godegrep.study.questionnaire import from_dict
from godegrep.study.register_settings import RegisterSettings
from godegrep.tabulation.municipalities import own_answers, without_own


def main(inputs, wave, language, municipality, settings, register, beside, report):
    config, chosen = reread(WaveReportSettings, settings), reread(RegisterSettings, register)
    asked = from_dict(read_json(inputs.questionnaire))
    answers, tables = pd.read_parquet(inputs.checked), pd.read_parquet(inputs.tables)
    of_offices = answers[of_municipality(answers, inputs.offices, municipality)]
    place = municipality_of(municipality, of_offices, beside, chosen.sheets)
    if place.own:
        own = own_answers(of_offices, asked, config, wave, municipality)
        tables = without_own(tables, own, config.suppression)
    survey = WaveResults(
        wave=wave,
        language=Language(language),
        config=config,
        questionnaire=asked,
        closed=ClosedResults(tables, answers),
        logo=read_logo(inputs.logo),
    )
    statistics = register_of(inputs, chosen, municipality)
    prose = Prose(survey.language, config.report.unit[language], config.design.level)
    write_json(to_json(compose_sheet(place, survey, statistics, prose)), report)


def of_municipality(answers, offices, municipality):
    """Whether each office lies in the municipality."""
    known = pd.read_csv(offices, dtype="str")
    inside = known.loc[known["municipality"] == municipality, "respondent"]
    return answers["respondent"].isin(inside)


def register_of(inputs, settings, municipality):
    """The register's statistics, as far as the sheet tells of them."""
    tables = read_descriptions([Path(path) for path in inputs.descriptions])
    index, fit = inputs.spending or (None, None)
    return register_results(
        tables,
        settings,
        synthetic=any(table.synthetic for table in tables),
        index=pd.read_parquet(index) if index else None,
        facts=read_json(fit) if fit else {},
        shown=[municipality],
    )


if "snakemake" in globals():
    run(main, snakemake)
