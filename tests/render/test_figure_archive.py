import io
import struct
import zipfile
import zlib
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from support.report_results import results, study

from godegrep.core.language import Language
from godegrep.render.figure_archive import render
from godegrep.report.wave.compose import compose

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def report():
    return compose(results(study()))


@pytest.fixture(scope="module")
def archive(report):
    return render(report, Language("nb"))


def files(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        return {name: source.read(name) for name in source.namelist()}


def figures(report):
    return report.figures


def chunks(png):
    """The chunks of a PNG, their checksums tested."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    place = 8
    while place < len(png):
        (length,) = struct.unpack_from(">I", png, place)
        kind, body = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        (seal,) = struct.unpack_from(">I", png, place + 8 + length)
        assert seal == zlib.crc32(kind + body)
        yield kind, body
        place += 12 + length


def test_every_figure_is_there_as_svg_and_png(report, archive):
    ids = [figure.id for figure in figures(report)]
    assert len(ids) > 2
    assert sorted(files(archive)) == sorted(
        f"{id_}.{form}" for id_ in ids for form in ("svg", "png")
    )


def test_title_and_description_stand_inside(report, archive):
    found = files(archive)
    for figure in figures(report):
        root = ElementTree.fromstring(found[f"{figure.id}.svg"])
        said = [figure.caption, figure.description]
        assert [root.findtext(f"{SVG}title"), root.findtext(f"{SVG}desc")] == said
        inside = list(chunks(found[f"{figure.id}.png"]))
        assert [inside[0][0], inside[-1][0]] == [b"IHDR", b"IEND"]
        texts = [body.split(b"\0\0\0\0\0") for kind, body in inside if kind == b"iTXt"]
        assert [[part.decode() for part in text] for text in texts] == [
            ["Title", said[0]],
            ["Description", said[1]],
        ]


def test_files_need_no_style_sheet(archive):
    for name, content in files(archive).items():
        if name.endswith(".svg"):
            assert b"class=" not in content
            assert b"var(" not in content


def test_the_same_report_gives_the_same_bytes(report, archive):
    assert render(report, Language("nb")) == archive


def test_a_report_without_figures_gives_an_empty_archive(report):
    assert files(render(replace(report, chapters=()), Language("nb"))) == {}
