"""Join what people decided with what was suggested, and tell how well they agree."""

import pandas as pd

from godegrep.coding.agreement import agreement as agree
from godegrep.coding.agreement import unproved
from godegrep.coding.codes import merge_codes
from godegrep.core.errors import Mistake
from godegrep.core.files import write_csv, write_parquet
from godegrep.core.schema import reread
from godegrep.jobs import run
from godegrep.study.config import DesignSettings, OpenSettings


def main(segments, suggestions, decisions, settings, codes, agreement):
    publish = reread(OpenSettings, settings["open"]).publish_suggestions
    level = reread(DesignSettings, settings["design"]).level
    places, suggested = pd.read_parquet(segments), pd.read_parquet(suggestions)
    merged = merge_codes([pd.read_parquet(decisions)], suggested, publish)
    agreed = agree(merged, suggested, places, level)
    if lines := unproved(agreed, merged, places):
        raise Mistake(lines)
    write_parquet(merged, codes)
    write_csv(agreed, agreement)


if "snakemake" in globals():
    run(main, snakemake)
