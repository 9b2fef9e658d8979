"""Compose the report of the register's statistics in one language."""

from pathlib import Path

import pandas as pd

from godegrep.core.files import read_json, write_json
from godegrep.core.language import Language
from godegrep.jobs import run
from godegrep.register.read import read_descriptions
from godegrep.report.parts.cover import cover
from godegrep.report.parts.prose import Prose
from godegrep.report.register.report import compose_register
from godegrep.report.register.results import PracticeOfWave, register_results
from godegrep.study.config import config_from_dict
from godegrep.study.logo import read_logo
from godegrep.study.questionnaire import from_dict


def main(
    descriptions,
    spending,
    growth,
    practices,
    questionnaires,
    logo,
    language,
    settings,
    report,
):
    config, register = config_from_dict(settings), settings["register"]
    tables = read_descriptions([Path(path) for path in descriptions])
    waves = [Path(path).parent.name for path in questionnaires]
    coefficients, index, fit, classes = spending or (None, None, None, None)
    results = register_results(
        tables,
        register,
        synthetic=any(table.synthetic for table in tables)
        or any(config.wave(wave).synthetic for wave in waves),
        coefficients=pd.read_parquet(coefficients) if coefficients else None,
        index=pd.read_parquet(index) if index else None,
        facts=read_json(fit) if fit else {},
        classes=pd.read_parquet(classes) if classes else None,
        growth=pd.read_parquet(growth[0]) if growth else None,
        practices=[
            PracticeOfWave.told_in(
                read_json(told), wave, from_dict(read_json(asked)), pd.read_parquet(table)
            )
            for wave, asked, table, told in zip(
                waves, questionnaires, practices[::2], practices[1::2], strict=True
            )
        ],
        shown=register.get("shown", ()),
    )
    prose = Prose(Language(language), config.report.unit[language], config.design.level)
    front = cover(config, prose.language, read_logo(logo))
    write_json(compose_register(results, front, prose), report)


if "snakemake" in globals():
    run(main, snakemake)
