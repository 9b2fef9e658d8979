"""Compose the report of a wave, every number once, and draw it in all formats and languages."""

from dataclasses import replace

import pandas as pd

from godegrep.coding.agreement import NUMBERS
from godegrep.coding.codes import merge_remarks
from godegrep.core.checksums import checksum
from godegrep.core.files import read_json
from godegrep.core.language import Language
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.render.part import write_reports
from godegrep.report.methods.versions import versions
from godegrep.report.parts.wave_results import (
    ClosedResults,
    OpenResults,
    Provenance,
    WaveChange,
    WaveResults,
)
from godegrep.report.wave.compose import compose
from godegrep.sampling.weighting import Weighting
from godegrep.study.chapters import read_chapters
from godegrep.study.config import WaveReportSettings
from godegrep.study.logo import read_logo
from godegrep.study.questionnaire import from_dict
from godegrep.study.read import read_codebook
from godegrep.tabulation.co_occurrence import COUNTS


def main(inputs, outputs, wave, settings, compared, chapters):
    results = WaveResults(
        wave=wave,
        language=Language(next(iter(chapters))),
        config=reread(WaveReportSettings, settings),
        questionnaire=from_dict(read_json(inputs.questionnaire)),
        closed=closed_results(inputs),
        open=open_results(inputs),
        change=wave_change(inputs, compared),
        codebook=read_codebook(inputs.codebook),
        logo=read_logo(inputs.logo),
    )
    each = (in_language(results, inputs, code, own) for code, own in chapters.items())
    write_reports(map(compose, each), outputs, inputs.template)


def in_language(results, inputs, code, chapters):
    """The same results with what stands in one language alone: the researcher's chapters."""
    return replace(
        results,
        language=Language(code),
        provenance=provenance(inputs, chapters),
        chapters=read_chapters(chapters),
    )


def closed_results(inputs):
    return ClosedResults(
        tables=pd.read_parquet(inputs.tables),
        answers=pd.read_parquet(inputs.checked),
        weighting=Weighting.from_dict(read_json(inputs.weighting)),
        tests=pd.read_parquet(inputs.tests),
        problems=pd.read_csv(inputs.problems, keep_default_na=False),
    )


def open_results(inputs):
    return OpenResults(
        segments=pd.read_parquet(inputs.segments),
        clusters=pd.read_parquet(inputs.clusters),
        codes=pd.read_parquet(inputs.codes),
        remarks=merge_remarks([pd.read_parquet(inputs.decisions)]),
        code_tables=pd.read_parquet(inputs.code_tables),
        agreement=read_table(inputs.agreement, NUMBERS),
        co_occurrence=read_table(inputs.co_occurrence, COUNTS),
        saturation=pd.read_csv(inputs.saturation),
    )


def read_table(path, numbers):
    """A table in which nothing is missing but in the columns of numbers."""
    return pd.read_csv(path, keep_default_na=False, na_values={name: [""] for name in numbers})


def wave_change(inputs, compared):
    """None for a study's first wave."""
    if not inputs.changes:
        return None
    transitions, tests = map(pd.read_parquet, inputs.transitions)
    return WaveChange(
        changes=pd.read_parquet(inputs.changes[0]),
        questionnaire=from_dict(compared),
        transitions=transitions,
        transition_tests=tests,
        codes=pd.read_parquet(inputs.code_changes[0]),
    )


def provenance(inputs, chapters):
    """The files of the wave have been named before; those of the study are named here."""
    of_study = [*inputs.study, *inputs.codebook, *inputs.sheets, *chapters]
    checksums = {str(path): checksum(path) for path in of_study}
    return Provenance(versions=versions(), files={**read_json(inputs.sources), **checksums})


if "snakemake" in globals():
    run(main, snakemake)
