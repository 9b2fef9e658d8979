"""Draft a codebook from the clusters of a material."""

import pandas as pd

from godegrep.coding.codebook_draft import draft_codes, remarks
from godegrep.core.files import write_text
from godegrep.jobs import run
from godegrep.study.paths import CODEBOOK
from godegrep.study.read import read_codebook
from godegrep.study.write import new_codebook


def main(segments, clusters, codebook, material, language, draft):
    of_clusters = pd.read_parquet(clusters)
    taken = {code.id for code in read_codebook(codebook).codes}
    codes = draft_codes(of_clusters, pd.read_parquet(segments), taken, language)
    top = [
        f"Drafted from the clusters of {material}: a code a cluster, named by its words.",
        "To decide, code by code: a name; a definition (none may be empty); which codes belong "
        "together, and which say two things; for which questions (all, without `questions`).",
        "The examples are answers, masked by machine alone: read them before you keep them.",
        f"Then save it as {CODEBOOK}, or put the codes that you want into the one you have. This "
        "file is made anew when the answers change.",
    ]
    write_text(new_codebook(codes, list(remarks(of_clusters)), top), draft)


if "snakemake" in globals():
    run(main, snakemake)
