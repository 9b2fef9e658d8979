"""What the study says of its first page, and where its own chapters are found."""

import base64
from dataclasses import asdict
from pathlib import Path

import pytest
from support import report_results as made
from support.study_files import CONFIG, study

from godegrep.core.errors import Mistake
from godegrep.core.language import Language
from godegrep.document.report import Logo
from godegrep.report.parts.cover import cover
from godegrep.study.chapters import chapter_files, chapter_messages, read_chapters
from godegrep.study.logo import read_logo
from godegrep.study.read import check_files

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


def test_the_first_page_is_that_of_the_config() -> None:
    given = {"main": "#003366", "accent": "#660033"}
    config = made.study(institute="Eks", date="2030-05-03", colours=given).config
    first = cover(config.report, Language("nn"), {"type": "image/png", "data": "x"})
    assert first.date.replace("\u00a0", " ") == "3. mai 2030"
    assert asdict(first.colours) == given
    assert first.logo == Logo("image/png", "x", "Eks")
    assert cover(made.study().config.report, Language("nb"), None).date == ""


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("date: 2017-02-30", "date: 2017-02-30 is no day"),
        ("date: i fjor", "date"),
        ('colours: {main: "#eeeeee"}', "colours.main: #eeeeee is too light"),
        ("colours: {main: red}", "colours.main"),
        ("logo: ../logo.png", "logo"),
    ],
)
def test_slips_in_what_the_first_page_bears(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(Mistake) as caught:
        study(tmp_path, CONFIG + line + "\n")
    assert told in str(caught.value)


def test_a_logo_that_is_not_there_is_told(tmp_path: Path) -> None:
    read = study(tmp_path, CONFIG + "logo: study/logo.svg\n")
    with pytest.raises(Mistake, match=r"there is no file study/logo\.svg"):
        check_files(read, tmp_path)


def test_a_logo_is_png_or_svg_and_not_large(tmp_path: Path) -> None:
    assert read_logo([]) is None
    path = tmp_path / "logo.svg"
    path.write_bytes(SVG)
    logo = read_logo([path])
    assert logo
    assert (logo["type"], base64.b64decode(logo["data"])) == ("image/svg+xml", SVG)
    path.write_bytes(SVG + b" " * 600_000)
    with pytest.raises(Mistake, match="smaller"):
        read_logo([path])
    (tmp_path / "logo.png").write_bytes(b"GIF89a")
    with pytest.raises(Mistake, match="neither png nor svg"):
        read_logo([tmp_path / "logo.png"])


def write(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        (folder / f"{name.replace('_', '.')}.md.j2").write_text(text, encoding="utf-8")


def test_chapters_are_taken_by_language_and_name(tmp_path: Path) -> None:
    write(tmp_path, b="# B", a="# A", a_nn="# A")
    names = [path.name for path in chapter_files(tmp_path, "nb", "nb")]
    assert names == ["a.md.j2", "b.md.j2"]
    assert [path.name for path in chapter_files(tmp_path, "nn", "nb")] == ["a.nn.md.j2"]
    assert chapter_files(tmp_path, "en", "nb") == []
    assert chapter_files(tmp_path / "none", "nb", "nb") == []


def test_the_head_of_a_chapter_is_read_and_lines_keep_their_numbers(tmp_path: Path) -> None:
    head = "---\ntitle: Drøfting\nwaves: [2021]\nplace: end\n---\n"
    write(tmp_path, a=head + "Teksten 12")
    (own,) = read_chapters([tmp_path / "a.md.j2"])
    assert (own.title, own.waves, own.at_end, own.replaces) == ("Drøfting", ("2021",), True, "")
    assert own.id == "chapter-a"
    (line,) = chapter_messages(tmp_path, ["nb"])
    assert "a.md.j2, line 6: serious" in line


def test_a_language_without_a_chapter_is_told(tmp_path: Path) -> None:
    write(tmp_path, a="# A")
    (line,) = chapter_messages(tmp_path, ["nb", "en"])
    assert "a.en.md.j2" in line


@pytest.mark.parametrize(
    ("head", "told"),
    [
        ("sted: slutt", "sted is not known here; known are: title, waves"),
        ("place: start", "place: start is not known"),
        ("title: [a", "is not YAML"),
    ],
)
def test_a_slip_at_the_head_is_told(tmp_path: Path, head: str, told: str) -> None:
    write(tmp_path, a=f"---\n{head}\n---\n# A")
    with pytest.raises(Mistake) as caught:
        read_chapters([tmp_path / "a.md.j2"])
    assert told in str(caught.value)


def test_a_chapter_under_another_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A")
    with pytest.raises(Mistake, match=r"a\.md: not read; name it NAME\.md\.j2"):
        chapter_files(tmp_path, "nb", "nb")
