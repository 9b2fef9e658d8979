"""Draw the page that leads to all reports."""

from godegrep.core.files import write_text
from godegrep.core.language import Language
from godegrep.core.text_by_language import in_language
from godegrep.jobs import run
from godegrep.render.html import JOINT, Entry, render_index


def main(parts, languages, title, synthetic, page):
    entries = [
        Entry(part, language, f"{part}/{language}/index.html", is_synthetic(part, synthetic))
        for part in parts
        for language in languages
    ]
    language = Language(languages[0])
    write_text(render_index(entries, in_language(title, language.code), language), page)


def is_synthetic(part, synthetic):
    """Whether any answers that a part of the reports is about are made up."""
    return part in synthetic or (part in JOINT and bool(synthetic))


if "snakemake" in globals():
    run(main, snakemake)
