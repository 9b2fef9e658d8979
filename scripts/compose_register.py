"""Compose the report of the register's statistics and draw it in all formats."""

from pathlib import Path

import pandas as pd

from godegrep.core.files import read_json
from godegrep.core.language import Language
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.register.descriptions import read_descriptions
from godegrep.render.part import write_reports
from godegrep.report.parts.cover import cover
from godegrep.report.parts.prose import Prose
from godegrep.report.register.report import compose_register
from godegrep.report.register.results import PracticeOfWave, register_results
from godegrep.study.config import ReportSettings
from godegrep.study.logo import read_logo
from godegrep.study.questionnaire import from_dict
from godegrep.study.register_settings import RegisterSettings


def main(inputs, outputs, languages, settings, level, synthetic):
    about = reread(ReportSettings, settings["report"])
    register = reread(RegisterSettings, settings["register"])
    tables = read_descriptions([Path(path) for path in inputs.descriptions])
    practices = practices_of_waves(inputs)
    results = register_results(
        tables,
        register,
        synthetic=any(table.synthetic for table in tables)
        or any(practice.wave in synthetic for practice in practices),
        growth=pd.read_parquet(inputs.growth[0]) if inputs.growth else None,
        practices=practices,
        shown=register.shown,
        **model_results(inputs.spending),
    )
    logo = read_logo(inputs.logo)
    proses = [Prose(Language(code), about.unit[code], level) for code in languages]
    reports = (
        compose_register(results, cover(about, prose.language, logo), prose) for prose in proses
    )
    write_reports(reports, outputs, inputs.template)


def model_results(spending):
    """What the model has given, where the study has one."""
    if not spending:
        return {}
    coefficients, index, fit, classes = spending
    return {
        "coefficients": pd.read_parquet(coefficients),
        "index": pd.read_parquet(index),
        "facts": read_json(fit),
        "classes": pd.read_parquet(classes),
    }


def practices_of_waves(inputs):
    """Practice and spending, a wave after the other."""
    files = zip(inputs.questionnaires, inputs.practices[::2], inputs.practices[1::2], strict=True)
    return [
        PracticeOfWave.from_files(
            read_json(facts),
            Path(questionnaire).parent.name,
            from_dict(read_json(questionnaire)),
            pd.read_parquet(table),
        )
        for questionnaire, table, facts in files
    ]


if "snakemake" in globals():
    run(main, snakemake)
