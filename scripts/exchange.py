"""Write a material with its codings, and its codebook, for other programs (REFI-QDA)."""

import pandas as pd

from godegrep.coding.refi.write import codebook_file, project_file
from godegrep.core.files import write_bytes
from godegrep.core.text_by_language import in_language
from godegrep.jobs import run
from godegrep.material.files import read_material
from godegrep.study.read import read_codebook


def main(inputs, language, title, project, qdc):
    material, book = read_material(inputs), read_codebook(inputs.codebook)
    name = f"{in_language(title, language)} {material.name}"
    decisions, suggestions = map(pd.read_parquet, (inputs.decisions, inputs.suggestions))
    content = project_file(name, material, decisions, suggestions, book, language)
    write_bytes(content, project)
    write_bytes(codebook_file(book, language), qdc)


if "snakemake" in globals():
    run(main, snakemake)
