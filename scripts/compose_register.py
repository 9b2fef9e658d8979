"""Compose the report of the register's statistics in one language."""

from pathlib import Path

import pandas as pd

from godegrep.cover import cover
from godegrep.files import read_json, write_json
from godegrep.jobs import run
from godegrep.language import Language
from godegrep.prose import Prose
from godegrep.questionnaire import from_dict
from godegrep.readers.logo import read_logo
from godegrep.readers.register import read_descriptions
from godegrep.register.description import panel_settings
from godegrep.register.growth_table import measures_from_list
from godegrep.register.municipalities import named
from godegrep.register.names import names_and_units
from godegrep.register.report import compose_register
from godegrep.register.report_parts import PracticeOfWave, RegisterMaterial
from godegrep.study import config_from_dict


def main(
    descriptions,
    spending,
    growth,
    practices,
    questionnaires,
    logo,
    catalogue,
    language,
    settings,
    report,
):
    config, register = config_from_dict(settings), settings["register"]
    tables = read_descriptions([Path(path) for path in descriptions])
    measures = measures_from_list(register.get("growth", ()))
    names, units = names_and_units(
        tables, panel_settings(register), register.get("expected"), measures
    )
    coefficients, index, fit = spending or (None, None, None)
    indices = pd.read_parquet(index) if index else None
    facts = read_json(fit) if fit else {}
    waves = [Path(path).parent.name for path in questionnaires]
    told = [read_json(path) for path in practices[1::2]]
    material = RegisterMaterial(
        names=names,
        units=units,
        places={} if indices is None else {code: named(code) for code in indices["municipality"]},
        synthetic=any(table.synthetic for table in tables)
        or any(config.wave(wave).synthetic for wave in waves),
        coefficients=pd.read_parquet(coefficients) if coefficients else None,
        index=indices,
        facts=facts,
        spreads=facts.get("spreads", {}),
        growth=pd.read_parquet(growth[0]) if growth else None,
        practices=[
            PracticeOfWave(
                wave,
                one["year"],
                from_dict(read_json(questionnaire)),
                pd.read_parquet(table),
                one["told"],
                {cell: pd.DataFrame(points) for cell, points in one["points"].items()},
            )
            for wave, one, questionnaire, table in zip(
                waves, told, questionnaires, practices[::2], strict=True
            )
        ],
        shown=register.get("shown", ()),
    )
    prose = Prose(Language(language), config.unit[language], config.level)
    front = cover(config, prose.language, read_logo(logo))
    write_json(compose_register(material, front, prose), report)


if "snakemake" in globals():
    run(main, snakemake)
