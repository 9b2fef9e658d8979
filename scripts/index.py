"""Draw the page that leads to all reports."""

from godegrep.core.files import write_text
from godegrep.core.language import Language
from godegrep.core.text_by_language import in_language
from godegrep.jobs import run
from godegrep.render.html import render_index
from godegrep.study.config import config_from_dict

JOINT = ("trends", "register")
"""The parts that speak of all waves."""


def main(reports, parts, languages, settings, page):
    config = config_from_dict(settings)
    entries = [
        {
            "wave": part,
            "language": language,
            "href": f"{part}/{language}/index.html",
            "synthetic": any(w.synthetic for w in config.waves if part in (w.name, *JOINT)),
        }
        for part in parts
        for language in languages
    ]
    language = Language(languages[0])
    write_text(
        render_index(entries, in_language(config.report.title, language.code), language), page
    )


if "snakemake" in globals():
    run(main, snakemake)
