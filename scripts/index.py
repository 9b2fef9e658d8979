"""Draw the page that leads to all reports."""

from godegrep.core.files import write_text
from godegrep.core.language import Language
from godegrep.core.text_by_language import in_language
from godegrep.jobs import run
from godegrep.render.html import JOINT, Entry, render_index
from godegrep.study.config import config_from_dict


def main(reports, parts, languages, settings, page):
    config = config_from_dict(settings)
    entries = [
        Entry(part, language, f"{part}/{language}/index.html", is_synthetic(config, part))
        for part in parts
        for language in languages
    ]
    language = Language(languages[0])
    write_text(
        render_index(entries, in_language(config.report.title, language.code), language), page
    )


def is_synthetic(config, part):
    """Whether any answers that a part of the reports is about are made up."""
    return any(wave.synthetic for wave in config.waves if part in (wave.name, *JOINT))


if "snakemake" in globals():
    run(main, snakemake)
