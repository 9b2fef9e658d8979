"""The Word template of a report, the institute's or ours: its styles, and nothing else of it."""

import io
import posixpath
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from godegrep.core.errors import Mistake
from godegrep.core.resources import resource
from godegrep.document.report import Colours
from godegrep.render.docx_parts import NAMESPACES
from godegrep.study.paths import WORD_TEMPLATE

if TYPE_CHECKING:
    from docx.document import Document

"""Where a study keeps its own template."""
FOLDER = resource("templates/word")
LOCALES = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
"""What Word calls the languages, for its dictionaries and for screen readers."""

STYLES: Mapping[str, str] = {
    name: kind
    for kind, names in {
        "paragraph": (
            *("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3"),
            *("TOC Heading", "toc 1", "toc 2", "List Bullet", "List Number", "Quote", "Caption"),
            *("Footer", "Running Head", "footnote text", "Banner", "Callout", "Source"),
            *("Table Text", "Table Number"),
        ),
        "character": ("footnote reference", "Hyperlink", "Number", "Interval"),
        "table": ("Report Table",),
    }.items()
    for name in names
}
"""Every style that a report is set in, with its kind; a template must have them all."""

_KEPT = ("styles", "numbering", "settings", "theme", "fontTable", "webSettings")
_DROPPED_SETTINGS = (
    *("w:attachedTemplate", "w:rsids", "w:docVars", "w:footnotePr", "w:endnotePr"),
    *("w:mailMerge", "w:documentProtection", "w:updateFields", "w:trackRevisions"),
)


def default_template(colours: Colours, language: str) -> "Document":
    """An empty A4 document with all `STYLES`, in the report's colours."""
    import docx
    from docx.oxml.parser import parse_xml
    from docx.shared import Cm

    document = docx.Document()
    styles = _environment().get_template("styles.xml.j2")
    parts: list[tuple[Any, str]] = [
        (document.styles.element, styles.render(colours=colours, language=LOCALES[language])),
        (document.part.numbering_part.element, _read("numbering.xml")),
        (document.settings.element, _read("settings.xml")),
    ]
    for element, content in parts:
        element[:] = list(parse_xml(content))
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.5)
    page.header_distance = page.footer_distance = Cm(1.2)
    return emptied(document, language)


def open_template(content: bytes, language: str) -> "Document":
    """The institute's template, emptied: styles, page, header and footer are left.

    Raises Mistake where it is no Word document, and where it lacks any of `STYLES`.
    """
    import docx

    try:
        document = docx.Document(io.BytesIO(content))
    except Exception as error:  # zip, XML and python-docx have a class each for «no such file»
        raise Mistake(
            [f"{WORD_TEMPLATE}: this is not a Word document (docx). Save the template as .docx."]
        ) from error
    there = set(style_ids(document))
    lacking = [(kind, name) for name, kind in STYLES.items() if name.lower() not in there]
    if lacking:
        lines = [
            f"{WORD_TEMPLATE}: the {kind} style «{name}» is missing." for kind, name in lacking
        ]
        raise Mistake(
            [
                *lines,
                "A report.docx that is made without a template has all of them: save it under "
                f"this name, change its styles, and run again. ({len(lacking)} are missing.)",
            ]
        )
    return emptied(document, language)


def style_ids(document: "Document") -> dict[str, str]:
    """The id of each style by its name in small letters; Word writes «Heading 1» both ways."""
    from docx.oxml.ns import qn

    return {
        style.find(qn("w:name")).get(qn("w:val")).lower(): style.get(qn("w:styleId"))
        for style in document.styles.element.findall(qn("w:style"))
    }


def emptied(document: "Document", language: str) -> "Document":
    """The document without its text, pictures, comments, authors and tracks, in the language.

    What a template holds beside its styles could be an earlier report, with numbers and names.
    """
    from docx.oxml.ns import qn

    body, part = document.element.body, document.part
    last = document.sections[-1]._sectPr
    # A section without a header of its own has that of the section before.
    references = {
        (reference.tag, reference.get(qn("w:type"))): reference
        for section in document.sections
        for reference in section._sectPr
        if reference.tag.endswith("Reference")
    }
    for place, reference in enumerate(references.values()):
        last.insert(place, reference)
    for element in list(body):
        if element is not last:
            body.remove(element)
    used = {reference.get(qn("r:id")) for reference in references.values()}
    for key, relation in list(part.rels.items()):
        if key not in used and posixpath.basename(relation.reltype) not in _KEPT:
            del part.rels[key]
    package = part.package
    for key, relation in list(package.rels.items()):
        if posixpath.basename(relation.reltype) not in ("officeDocument", "core-properties"):
            del package.rels[key]
    settings = document.settings.element
    for name in _DROPPED_SETTINGS:
        for element in settings.findall(qn(name)):
            settings.remove(element)
    part.part_related_by(f"{NAMESPACES['r']}/settings").rels.clear()
    _speak(document, LOCALES[language])
    return document


def _speak(document: "Document", locale: str) -> None:
    """Set the language of all text; a style's own language gives way."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    styles = document.styles.element
    for element in list(styles.iter(qn("w:lang"))):
        element.getparent().remove(element)
    properties = styles
    for name in ("w:docDefaults", "w:rPrDefault", "w:rPr"):  # each stands first in its parent
        inner = properties.find(qn(name))
        if inner is None:
            inner = OxmlElement(name)
            properties.insert(0, inner)
        properties = inner
    language = OxmlElement(
        "w:lang", {qn("w:val"): locale, qn("w:eastAsia"): "en-US", qn("w:bidi"): "ar-SA"}
    )
    after = ("w:eastAsianLayout", "w:specVanish", "w:oMath")
    place = next((i for i, e in enumerate(properties) if e.tag in map(qn, after)), len(properties))
    properties.insert(place, language)


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)


def _read(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")
