"""Compose the report of a wave in one language: every chapter, figure, table and number, once."""

import pandas as pd

from godegrep.coding.agreement import NUMBERS
from godegrep.coding.codes import merge_remarks
from godegrep.core.checksums import checksum
from godegrep.core.files import read_json, write_json
from godegrep.core.language import Language
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.report.methods.versions import versions
from godegrep.report.parts.wave_results import Trends, WaveResults
from godegrep.report.wave.compose import compose
from godegrep.sampling.weighting import Weighting
from godegrep.study.chapters import read_chapters
from godegrep.study.config import WaveReportSettings
from godegrep.study.logo import read_logo
from godegrep.study.questionnaire import from_dict
from godegrep.study.read import read_codebook
from godegrep.tabulation.co_occurrence import COUNTS


def main(
    questionnaire,
    checked,
    weighting,
    sources,
    problems,
    tables,
    tests,
    segments,
    clusters,
    codes,
    decisions,
    sheets,
    code_tables,
    agreement,
    co_occurrence,
    saturation,
    code_changes,
    changes,
    transitions,
    study,
    codebook,
    chapters,
    logo,
    wave,
    language,
    settings,
    compared,
    report,
):
    own_files = [*study, *codebook, *sheets, *chapters]
    results = WaveResults(
        wave=wave,
        language=Language(language),
        config=reread(WaveReportSettings, settings),
        questionnaire=from_dict(read_json(questionnaire)),
        codebook=read_codebook(codebook),
        tables=pd.read_parquet(tables),
        answers=pd.read_parquet(checked),
        weighting=Weighting.from_dict(read_json(weighting)),
        code_tables=pd.read_parquet(code_tables),
        clusters=pd.read_parquet(clusters),
        segments=pd.read_parquet(segments),
        codes=pd.read_parquet(codes),
        remarks=merge_remarks([pd.read_parquet(decisions)]),
        agreement=pd.read_csv(
            agreement, keep_default_na=False, na_values={name: [""] for name in NUMBERS}
        ),
        co_occurrence=pd.read_csv(
            co_occurrence, keep_default_na=False, na_values=dict.fromkeys(COUNTS, "")
        ),
        saturation=pd.read_csv(saturation),
        code_changes=pd.read_parquet(code_changes[0]) if code_changes else None,
        problems=pd.read_csv(problems, keep_default_na=False),
        trends=Trends(
            pd.read_parquet(changes[0]), from_dict(compared), *map(pd.read_parquet, transitions)
        )
        if changes
        else None,
        tests=pd.read_parquet(tests),
        versions=versions(),
        files={**read_json(sources), **{str(path): checksum(path) for path in own_files}},
        logo=read_logo(logo),
        chapters=read_chapters(chapters),
    )
    write_json(compose(results), report)


if "snakemake" in globals():
    run(main, snakemake)
