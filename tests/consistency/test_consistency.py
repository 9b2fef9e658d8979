"""What a report says against itself: planted disagreements are found in every format."""

import html

import pytest
from support.paths import SHARED

from godegrep.cli import main
from godegrep.consistency.check import check_document
from godegrep.consistency.printed import Document, Paragraph, Table, read_cell
from godegrep.consistency.read import read_document
from godegrep.core.errors import Mistake

CLEAN = [
    "Undersøkelsen ble sendt til 400 kontorer. Vi fikk 240 svar, en svarprosent på 60.",
    "Vi mottok 240 svar i juni.",
    "Av 240 kontorer svarte 144 ja (60 prosent).",
    "Fire av fem, 80 prosent (8 av 10), er fornøyde.",
    "Andelen er 62 prosent (95 % KI 57–67, n = 240).",
    "På en skala fra 1 til 5 var gjennomsnittet 3,45 (n = 20).",
    "Siden 2015 har antall søkere økt med 12,4 prosent.",
    "I denne gruppen økte antall søkere med 22 prosent fra 2015 til 2019.",
    "Tabell 1: Har kontoret endret praksis? Prosent",
    [["", "Andel"], ["Ja", "61,9"], ["Delvis", "20,6"], ["Nei", "17,6"]],
    "Tabell 2: Søkere etter region. Vekst i antall søkere 2015–19. Prosent",
    [
        ["", "Andel av søkerne 2019", "Vekst 2015–19"],
        ["Nord", "40,2", "15,0"],
        ["Sør", "59,8", "10,7"],
        ["Totalt", "100,0", "12,4"],
    ],
    "Tabell 3: Regresjon av utgifter",
    [
        ["", "Koeffisient", "", "Standardfeil"],
        ["Andel unge", "0,276", "***", "0,035"],
        ["Tetthet", "-0,016", "", "0,029"],
        ["År 2019", "0,092", "*", "0,054"],
    ],
    "Merk: *** p < 0,01, ** p < 0,05, * p < 0,1",
    "Tabell 4: Tilfredshet på en skala fra 1 til 5",
    [["", "Gjennomsnitt", "n"], ["Ledere", "3,45", "20"], ["Ansatte", "4,12", "17"]],
    "Tabell 5: Svar",
    [["", "Antall", "Prosent"], ["Ja", "30", "50"], ["Nei", "18", "30"], ["Vet ikke", "12", "20"]],
]
"""A report of synthetic figures, in which everything agrees."""

PLANTED = {
    "rate": ("svarprosent på 60", "svarprosent på 66", "count"),
    "answers": ("Vi mottok 240 svar", "Vi mottok 204 svar", "quantity"),
    "part": ("144 ja (60 prosent)", "144 ja (66 prosent)", "count"),
    "interval": ("62 prosent (95 %", "72 prosent (95 %", "interval"),
    "mean": ("gjennomsnittet 3,45 (n = 20)", "gjennomsnittet 3,47 (n = 20)", "mean"),
    "growth": ("økt med 12,4 prosent", "økt med 13,6 prosent", "quantity"),
    "share": ("20,6", "26,0", "shares"),
    "total": ("59,8", "58,9", "shares"),
    "stars": ("0,029", "0,003", "coefficient"),
    "too many stars": ("0,035", "0,350", "coefficient"),
    "mean in a table": ("4,12", "4,13", "mean"),
    "outside the scale": ("4,12", "5,12", "mean"),
    "count in a table": ("18|30", "18|33", "count shares"),
}


def planted(old="", new=""):
    """The clean report with one thing changed; «a|b» changes a cell b that follows a cell a."""
    before, old_cell = old.split("|") if "|" in old else ("", old)
    new_cell = new.split("|")[-1]
    parts = []
    for part in CLEAN:
        if isinstance(part, str):
            parts.append(part.replace(old, new) if old and not before else part)
            continue
        rows = []
        for row in part:
            cells = [
                new_cell if cell == old_cell and (not before or row[index - 1] == before) else cell
                for index, cell in enumerate(row)
            ]
            rows.append(cells)
        parts.append(rows)
    return parts


def write_txt(parts, path):
    lines = []
    for part in parts:
        lines += [part] if isinstance(part, str) else ["\t".join(row) for row in part]
        lines.append("")
    path.write_text("\n".join(lines), encoding="utf-8")


def write_html(parts, path):
    page = "<html><head><style>p {width: 31 %}</style></head><body>"
    for part in parts:
        if isinstance(part, str):
            page += f"<p>{html.escape(part)} <span role='tooltip'>99 prosent</span></p>"
        else:
            rows = "".join(
                "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>"
                for row in part
            )
            page += f"<div><table>{rows}</table></div>"
    path.write_text(page + "</body></html>", encoding="utf-8")


def write_docx(parts, path):
    import docx

    document = docx.Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), len(part[0]))
        for row, cells in zip(table.rows, part, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    document.save(str(path))


def write_pdf(parts, path):
    import json

    import typst

    data = json.dumps(parts)
    source = """#let parts = json(bytes(sys.inputs.parts))
#for part in parts {
  if type(part) == str { par(part) } else {
    table(columns: part.at(0).len(), stroke: none, column-gutter: 2em,
      ..part.flatten().map(cell => [#cell]))
  }
}"""
    typst.compile(source.encode(), output=str(path), sys_inputs={"parts": data})


WRITERS = {"txt": write_txt, "html": write_html, "docx": write_docx, "pdf": write_pdf}


def found(parts, suffix, folder):
    path = folder / f"report.{suffix}"
    WRITERS[suffix](parts, path)
    return check_document(read_document(path))


@pytest.mark.parametrize("suffix", WRITERS)
def test_nothing_is_found_where_everything_agrees(suffix, tmp_path):
    assert found(planted(), suffix, tmp_path) == []


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_disagreement_is_found(name, suffix, tmp_path):
    old, new, kind = PLANTED[name]
    findings = found(planted(old, new), suffix, tmp_path)
    assert {finding.kind for finding in findings} == set(kind.split()), findings


def table(caption, *rows, notes=""):
    return Document((Table(0, "line 1", caption, tuple(map(tuple, rows)), notes),))


def kinds(document):
    return [finding.kind for finding in check_document(document)]


def test_rows_that_add_up_show_the_row_that_does_not():
    rows = [["", "Ja", "Nei"], ["Nord", "40 %", "60 %"], ["Sør", "55 %", "45 %"]]
    assert kinds(table("Tabell", *rows)) == []
    assert kinds(table("Tabell", *rows, ["Vest", "55 %", "54 %"])) == ["shares"]


def test_several_answers_need_not_add_up():
    rows = [["", "Andel"], ["Kurs", "61"], ["Veiledning", "45"]]
    assert kinds(table("Tabell 1. Prosent", *rows)) == ["shares"]
    assert kinds(table("Tabell 1. Prosent. Flere svar mulig", *rows)) == []


def test_a_heading_over_several_columns_counts_for_each():
    one = Table(
        0,
        "",
        "",
        (("", "Andel", ""), ("", "2013", "2016"), ("Nord", "7,2 %", "8,0 %")),
    )
    assert one.columns == ("", "Andel 2013", "Andel 2016")


def test_stars_by_the_levels_that_the_table_states():
    rows = [["", "Koeffisient", "Std. feil"], ["x", "0,50**", "0,24"], ["y", "0,90***", "0,10"]]
    assert kinds(table("Tabell", *rows, notes="** p<0,05, *** p<0,01")) == []
    strict = table("Tabell", *rows, notes="* 5 %, ** 1 %, *** 0,1 %")
    assert kinds(strict) == ["coefficient"]


def test_p_values_against_their_standard_errors():
    rows = [["", "B", "SE", "p"], ["x", "0,50", "0,25", "0,046"], ["y", "0,50", "0,25", "0,400"]]
    assert kinds(table("Table", *rows)) == ["coefficient"]


def test_odds_ratios_are_not_judged_by_their_standard_errors():
    rows = [["", "Odds ratio", "SE"], ["x", "1,01***", "0,90"]]
    assert kinds(table("Table", *rows)) == []


def test_a_weighted_report_need_not_fit_its_counts():
    text = "63 prosent (n = 13) svarer ja."
    one = Paragraph(0, "line 1", text)
    assert kinds(Document((one,))) == ["count"]
    assert kinds(Document((one, Paragraph(1, "line 2", "Andelene er vektet.")))) == []


def test_words_that_leave_room_are_given_it():
    texts = [
        "I 2016 økte antall søkere med 12,4 prosent.",
        "I 2016 økte antall søkere med nær 13 prosent.",
        "Av 14 kommuner svarte 12, altså 86 prosent.",
        "Helt eller delvis for 85 prosent (6 av 7).",
    ]
    parts = tuple(Paragraph(index, "", text) for index, text in enumerate(texts))
    assert kinds(Document(parts)) == []


def test_a_fall_is_not_a_growth():
    texts = [
        "I 2016 økte antall søkere med 5 prosent.",
        "Antall søkere falt med 5 prosent i 2016.",
    ]
    parts = tuple(Paragraph(index, "", text) for index, text in enumerate(texts))
    assert kinds(Document(parts)) == ["quantity"]


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("Andelen unge mottakere var 24 prosent i 2016.", ["quantity"]),
        ("Andelen unge mottakere var 24 prosent i 2012.", []),
        ("Andelen eldre mottakere var 24 prosent i 2016.", []),
    ],
)
def test_one_paragraph_can_contradict_itself(second, told):
    first = "Andelen unge mottakere var 21 prosent i 2016."
    assert kinds(Document((Paragraph(1, "paragraph 1", f"{first} {second}"),))) == told


def test_each_table_of_a_series_is_of_its_own():
    def told(*captions):
        tables = [
            Table(
                place,
                f"table {place}",
                caption,
                (("Utgifter", "Andel"), ("Laveste femdel", share), ("Høyeste femdel", "52 %")),
            )
            for place, (caption, share) in enumerate(zip(captions, ("31 %", "64 %"), strict=True))
        ]
        return kinds(Document(tuple(tables)))

    assert told("Andel med tett oppfølging", "Andel med egen kontakt i banken") == []
    assert told("Andel med tett oppfølging", "Andel med tett oppfølging") == ["quantity"]


@pytest.mark.parametrize(
    ("text", "value", "half"),
    [
        ("62", 62, 0.5),
        ("62,5 %", 62.5, 0.05),
        ("1 935", 1935, 0.5),
        ("−0,016", -0.016, 0.0005),
        ("-2,05e-07", -2.05e-7, 0.005e-7),
        ("0,276***", 0.276, 0.0005),
        ("(0.035)", 0.035, 0.0005),
    ],
)
def test_printed_numbers(text, value, half):
    number = read_cell(text)
    assert number is not None
    assert number.value == pytest.approx(value)
    assert number.half == pytest.approx(half)


@pytest.mark.parametrize("text", ["", "ja", "2012-16", "4 av 5", "n = 3", "1.2.3"])
def test_what_is_no_single_number(text):
    assert read_cell(text) is None


def test_the_published_report():
    """Two slips are known; the third, 99.2 in table 3-2, is the report's own; none is false."""
    path = SHARED / "sources" / "proba-2017-08.txt"
    if not path.exists():
        pytest.skip("the published report is not here")
    findings = check_document(read_document(path))
    assert [finding.kind for finding in findings] == ["quantity", "shares", "coefficient"]
    assert "12,4, but 13,6" in findings[0].text
    assert "-0,016 with standard error 0,029" in findings[2].text


def test_the_command_tells_the_place_and_the_number(tmp_path, capsys):
    path = tmp_path / "report.txt"
    write_txt(planted("20,6", "26,0"), path)
    assert main(["check-report", str(path)]) == 1
    assert (
        "line 19, table «Tabell 1: Har kontoret endret praksis? Prosent»" in capsys.readouterr().out
    )
    write_txt(planted(), path)
    assert main(["check-report", str(path)]) == 0


def test_a_file_of_another_kind_is_one_plain_line(tmp_path):
    path = tmp_path / "report.docx"
    with pytest.raises(Mistake, match="no such file"):
        read_document(path)
    path.write_text("no zip")
    with pytest.raises(Mistake, match="cannot be read as"):
        read_document(path)
    other = tmp_path / "report.odt"
    other.write_text("")
    with pytest.raises(Mistake, match="save it as one of them"):
        read_document(other)


BRACKETED = [
    ["", "Model 1", "Model 2"],
    ["Age", "0.120***", "0.110**"],
    ["", "(0.030)", "(0.045)"],
    ["Income", "0.010", "0.012"],
    ["", "(0.050)", "(0.052)"],
    ["N", "500", "480"],
]
SAID = "Table 2: Sick leave. Standard errors in brackets"


def replaced(rows, old, new):
    return [[new if cell == old else cell for cell in row] for row in rows]


@pytest.mark.parametrize("suffix", WRITERS)
def test_standard_errors_in_brackets_in_the_line_below(suffix, tmp_path):
    assert found([SAID, BRACKETED], suffix, tmp_path) == []
    for old, new in [("0.110**", "0.030**"), ("0.010", "0.310")]:
        findings = found([SAID, replaced(BRACKETED, old, new)], suffix, tmp_path)
        assert [finding.kind for finding in findings] == ["coefficient"]


def test_standard_errors_in_brackets_behind_the_coefficient():
    rows = [["", "Model 1"], ["Age", "0.12*** (0.03)"], ["Income", "0.01 (0.05)"]]
    assert kinds(table(SAID, *rows)) == []
    wrong = replaced(rows, "0.01 (0.05)", "0.01** (0.05)")
    assert kinds(table(SAID, *wrong)) == ["coefficient"]
    assert kinds(table("Table 2: t-values in brackets", *wrong)) == []


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Of 150 offices invited, 96 answered (74 percent).", "count"),
        ("Av 80 NAV-kontorer, hadde 36 (54 prosent) brukt det.", "count"),
        ("Gjennomsnittet (skala fra 1 til 5) er 5,8.", "mean"),
    ],
)
def test_what_stands_between_the_numbers_hides_nothing(sentence, kind, tmp_path):
    right = sentence.replace("74", "64").replace("54", "45").replace("5,8", "3,8")
    assert found([right], "txt", tmp_path) == []
    assert [finding.kind for finding in found([sentence], "txt", tmp_path)] == [kind]


@pytest.mark.parametrize(
    "layout", [" | ".join, lambda row: "".join(cell.ljust(14) for cell in row)]
)
def test_tables_of_plain_text(layout, tmp_path):
    path = tmp_path / "report.txt"
    rows = [["Use", "Count", "Percent"], ["Daily", "20", "25"], ["Weekly", "16", "20"]]
    rows += [["Never", "44", "55"], ["Total", "80", "100"]]
    for weekly, kinds_of_it in [("20", set()), ("26", {"count", "shares"})]:
        lines = [layout(row) for row in [*rows[:2], ["Weekly", "16", weekly], *rows[3:]]]
        bars = "|" if " | " in lines[0] else ""
        text = "\n".join(f"{bars}{line}{bars}".rstrip() for line in lines)
        path.write_text(f"Table 4: Use, in percent\n\n{text}\n", encoding="utf-8")
        assert {one.kind for one in check_document(read_document(path))} == kinds_of_it


def untagged(path):
    """The PDF without what tells its paragraphs and tables apart."""
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=path)
    del writer.root_object["/StructTreeRoot"]
    writer.write(path)


def test_an_untagged_pdf_is_read_by_its_gaps(tmp_path):
    for name, (old, new, kind) in {"clean": ("", "", ""), **PLANTED}.items():
        path = tmp_path / f"{name}.pdf"
        write_pdf(planted(old, new), path)
        untagged(path)
        findings = check_document(read_document(path))
        assert {finding.kind for finding in findings} == set(kind.split()), (name, findings)
