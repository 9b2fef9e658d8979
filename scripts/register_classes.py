"""Classify municipalities by their index, and choose cases among them."""

import pandas as pd

from godegrep.core.files import write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.register.models.classes import Thresholds, choose_cases, classify
from godegrep.register.panel import SIZE
from godegrep.study.register_settings import ClassSettings


def main(index, panel, limits, each, classes):
    indices = pd.read_parquet(index, columns=["municipality", "year", "index"])
    found = classify(indices, Thresholds.of(reread(ClassSettings, limits), indices))
    rows = pd.read_parquet(panel).drop_duplicates("municipality").set_index("municipality")
    size = rows[SIZE] if SIZE in rows else pd.Series(0, index=rows.index)
    cases = choose_cases(found, size, each).drop(columns="size")
    found = found.assign(size_group=found["municipality"].map(size).astype("Int64"))
    found = found.merge(cases, how="left", on="municipality")
    found.insert(1, "name", found["municipality"].map(rows["name"]))
    write_parquet(found.astype({"rank": "Int64"}), classes)


if "snakemake" in globals():
    run(main, snakemake)
