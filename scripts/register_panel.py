"""Lay the register tables side by side, in the municipality numbers of one year."""

from pathlib import Path

from godegrep.core.files import write_csv, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.register import panel as panels
from godegrep.register.descriptions import read_descriptions
from godegrep.register.read import read_figures
from godegrep.study.register_settings import PanelSettings


def main(descriptions, figures, settings, panel, carried_over, missing):
    tables = read_descriptions([Path(path) for path in descriptions])
    pairs = [
        (table, read_figures(Path(path), table))
        for table, path in zip(tables, figures, strict=True)
    ]
    found, log = panels.panel(pairs, reread(PanelSettings, settings))
    write_parquet(found, panel)
    write_csv(log, carried_over)
    write_csv(panels.missing(found), missing)


if "snakemake" in globals():
    run(main, snakemake)
