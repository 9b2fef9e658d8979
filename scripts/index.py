"""Draw the page that leads to all reports."""

from godegrep.core.files import write_text
from godegrep.core.language import Language
from godegrep.core.text_by_language import in_language
from godegrep.jobs import run
from godegrep.render.html import render_index

JOINT = ("trends", "register")
"""The parts that speak of all waves."""


def main(reports, parts, languages, title, synthetic, page):
    entries = [
        {
            "wave": part,
            "language": language,
            "href": f"{part}/{language}/index.html",
            "synthetic": part in synthetic or (part in JOINT and bool(synthetic)),
        }
        for part in parts
        for language in languages
    ]
    language = Language(languages[0])
    write_text(render_index(entries, in_language(title, language.code), language), page)


if "snakemake" in globals():
    run(main, snakemake)
