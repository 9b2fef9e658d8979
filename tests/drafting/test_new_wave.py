"""`godegrep new-wave`: starting a study, and carrying it on, without a line of YAML by hand."""

import shutil
from collections import Counter
from pathlib import Path

import pytest
from support.exports import (
    LIME_ANSWERS,
    LIME_HEADINGS,
    limesurvey_csv,
    surveyxact_csv,
    surveyxact_xlsx,
    write_csv,
)
from support.paths import ROOT, SHARED

from godegrep.answers.ingest import ingest
from godegrep.core.errors import Mistake
from godegrep.core.ids import make_id
from godegrep.drafting import new_wave as module
from godegrep.drafting.kinds import infer_kind
from godegrep.drafting.likeness import alike, difference, hints_at, options_differ
from godegrep.drafting.new_wave import new_wave
from godegrep.drafting.wording import (
    in_order,
    is_exclusive,
    language_of,
    make_option_id,
    missing_kind,
    scale_family,
)
from godegrep.exports.read import read_export
from godegrep.study.read import read_study

pytestmark = pytest.mark.workflow


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def study(tmp_path):
    """A study of one wave, drafted from a SurveyXact workbook."""
    new_wave("2017", surveyxact_xlsx(tmp_path / "in" / "svar.xlsx"), tmp_path / "study")
    return tmp_path / "study"


def test_a_study_is_started(study):
    assert set(files(study)) == {
        *("config.yaml", "study/questionnaire.yaml", "study/codebook.yaml"),
        *("study/waves/2017/svar.xlsx", "Snakefile", "profiles/default/config.yaml"),
    }
    read = read_study(study)
    assert [(q.id, q.type) for q in read.questionnaire] == [
        ("stort_kontoret", "single"),
        ("enig", "grid"),
        ("tiltak_bruker", "multiple"),
        ("tiltak_bruker_other", "open"),
        ("virket_godt", "open"),
    ]
    grid = read.questionnaire.question("enig")
    assert grid.ordered
    assert [(o.id, o.code, o.missing) for o in grid.options] == [
        *(("helt_uenig", "1", ""), ("uenig", "2", ""), ("enig", "3", ""), ("helt_enig", "4", "")),
        ("dont_know", "5", "dont_know"),
    ]
    assert [item.name for item in grid.items] == ["nok_tid", "nok_folk"]
    other = read.questionnaire.question("tiltak_bruker_other")
    assert other.asked_if is not None
    assert (other.asked_if.item, other.asked_if.answers) == ("tiltak_bruker.annet", ("selected",))
    top = (study / "study/questionnaire.yaml").read_text(encoding="utf-8").split("\n\n")[0]
    assert "To decide" in top
    assert "«Vet ikke»" in top


def test_the_same_export_gives_the_same_bytes(study, tmp_path):
    new_wave("2017", tmp_path / "in" / "svar.xlsx", tmp_path / "again")
    assert files(tmp_path / "again") == files(study)


def test_three_files_are_copied_and_identifying_columns_left_out(tmp_path):
    folder = surveyxact_csv(tmp_path / "in", ",", "cp1252", identifying=True)
    new_wave("2017", folder, tmp_path / "study")
    read = read_study(tmp_path / "study")
    wave = read.config.waves[0]
    assert (wave.export, wave.respondent) == ("study/waves/2017/dataset.csv", "orgnr")
    assert len(list((tmp_path / "study/study/waves/2017").iterdir())) == 3
    columns = {c for _, item in read.questionnaire.items() for c in item.columns.values()}
    assert not columns & {"id", "orgnr", "forn", "ettern", "email"}


def test_a_further_wave_is_matched_by_its_wording(study, tmp_path):
    path = study / "study/questionnaire.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# Husk: spør igjen i 2025\n", "utf-8")
    told = "\n".join(new_wave("2021", limesurvey_csv(tmp_path / "in" / "svar.csv"), study))
    assert "Same as before: 2 (stort_kontoret, enig)" in told
    assert "Changed (not compared): 3 (tiltak_bruker, tiltak_bruker_other, virket_godt)" in told
    assert "tiltak_bruker: of its rows or choices, 2021 lacks annet" in told
    assert "Hva har virket {+svært+} godt?" in told
    text = path.read_text(encoding="utf-8")
    assert "# Husk: spør igjen i 2025" in text
    read = read_study(study)
    comparisons = {c.question: c for c in read.questionnaire.comparisons("2017", "2021")}
    assert comparisons["enig"].status == "same"
    assert comparisons["tiltak_bruker"].status == "changed"
    assert not comparisons["tiltak_bruker"].compare
    assert comparisons["virket_godt"].status == "changed"
    assert not comparisons["virket_godt"].compare
    assert read.config.wave("2021").respondent == "kontornr"
    items = {item.name: set(item.columns) for item in read.questionnaire.question("enig").items}
    assert items == {"nok_tid": {"2017", "2021"}, "nok_folk": {"2017", "2021"}}


def test_an_export_without_wording_is_matched_by_the_names_of_its_columns(tmp_path):
    shutil.copy(ROOT / "config.yaml", tmp_path)
    shutil.copytree(ROOT / "study", tmp_path / "study")
    again = tmp_path / "again.csv"
    shutil.copy(ROOT / "study/waves/2021/responses.csv", again)
    new_wave("2024", again, tmp_path)
    for question in read_study(tmp_path).questionnaire:
        for item in question.items:
            assert item.columns.get("2024") == item.columns.get("2021"), item.id


def test_other_options_are_never_joined(study, tmp_path):
    rows = [
        [
            f"{n}-{cell}" if place in (0, 4) else cell.replace("Uenig", "Litt uenig")
            for place, cell in enumerate(row)
        ]
        for n in range(10)
        for row in LIME_ANSWERS
    ]
    path = write_csv(tmp_path / "in" / "svar.csv", [LIME_HEADINGS, *rows], "utf-8-sig")
    told = "\n".join(new_wave("2021", path, study))
    assert "has the wording of enig, but its options differ (reworded: «{+Litt+} uenig»" in told
    read = read_study(study)
    assert read.questionnaire.question("enig").waves() == {"2017"}
    assert read.questionnaire.question("enig_2021").waves() == {"2021"}


def test_other_codes_for_the_same_labels_are_written_down(study, tmp_path, monkeypatch):
    from support import exports

    turned = [
        [v, {1: 4, 2: 3, 3: 2, 4: 1}.get(code, code) if v.startswith("s_2") else code, text]
        for v, code, text in exports.LABELS
    ]
    monkeypatch.setattr(exports, "LABELS", turned)
    told = new_wave("2019", surveyxact_xlsx(tmp_path / "in2" / "svar.xlsx"), study)
    assert any(line.startswith("Same as before: 5") for line in told)
    options = read_study(study).questionnaire.question("enig").options
    assert {option.id: option.raw("2019") for option in options} == {
        "helt_uenig": {"4"},
        "uenig": {"3"},
        "enig": {"2"},
        "helt_enig": {"1"},
        "dont_know": {"5", "Vet ikke"},
    }


@pytest.mark.parametrize("name", ["../2024", "/2024", "", "20 24", "-2024", ".", "2024/x", "å"])
def test_names_that_are_no_waves(tmp_path, name):
    with pytest.raises(Mistake, match="cannot be the name"):
        new_wave(name, surveyxact_xlsx(tmp_path / "svar.xlsx"), tmp_path / "study")
    assert not (tmp_path / "study").exists()


def test_a_wave_that_is_there_and_a_file_that_would_be_overwritten(study, tmp_path):
    before = files(study)
    with pytest.raises(Mistake, match="has a wave 2017 already"):
        new_wave("2017", tmp_path / "in" / "svar.xlsx", study)
    (study / "study/waves/2021").mkdir()
    (study / "study/waves/2021/svar.csv").write_text("noe annet")
    before = files(study)
    with pytest.raises(Mistake, match="exists already"):
        new_wave("2021", limesurvey_csv(tmp_path / "in" / "svar.csv"), study)
    assert files(study) == before


def test_nothing_is_half_written(study, tmp_path, monkeypatch):
    before = files(study)
    export = limesurvey_csv(tmp_path / "in" / "svar.csv")
    write = module.write_bytes

    def fails(content: bytes, path: Path) -> None:
        if path == study / "config.yaml" and b"2021" in content:
            raise OSError("no space left on device")
        write(content, path)

    monkeypatch.setattr(module, "write_bytes", fails)
    with pytest.raises(OSError, match="no space"):
        new_wave("2021", export, study)
    assert files(study) == before
    assert not (study / "study/waves/2021").exists()


def test_an_earlier_frame_is_taken_where_it_holds_everyone(study, tmp_path):
    shutil.rmtree(study)
    first = write_csv(
        tmp_path / "a.csv", [["kontornr", "Har dere tiltak?"], ["K1", "Ja"], ["K2", "Nei"]]
    )
    new_wave("2017", first, study)
    write_csv(study / "study/waves/2017/frame.csv", [["kontor"], *([f"K{n}"] for n in range(9))])
    config = study / "config.yaml"
    text = config.read_text(encoding="utf-8").replace(
        "respondent: kontornr", "respondent: kontornr\n    frame: study/waves/2017/frame.csv"
    )
    config.write_text(text + "frame: {respondent: kontor}\n", encoding="utf-8")
    new_wave("2021", first, study)
    assert read_study(study).config.wave("2021").frame == "study/waves/2017/frame.csv"
    stranger = write_csv(tmp_path / "b.csv", [["kontornr", "Har dere tiltak?"], ["K77", "Ja"]])
    told = "\n".join(new_wave("2023", stranger, study))
    assert "The wave has no frame" in told
    assert read_study(study).config.wave("2023").frame == ""


@pytest.mark.parametrize(
    ("values", "heading", "kind"),
    [
        (["1", "2", "5", "4"] * 5, "Hvor fornøyd er du?", "single"),
        (["1", "2", "5", "4"] * 5, "Hvor mange barn har du?", "number"),
        (["450 000,00 kr", "500 000,00 kr", "ikke oppgitt"], "Lønn", "number"),
        (["Ja", "Nei", "Ja", "Ja", "Nei"], "Har du?", "single"),
        (
            ["Kurs, Praksis", "Praksis", "Kurs", "Lønn, Kurs", "Kurs, Praksis, Lønn"] * 4,
            "T",
            "multiple",
        ),
        (["Nei, aldri", "Ja, ofte"] * 20, "Har du?", "single"),
        (["vi har gjort mye", "ingenting særlig", "se over"], "Hva?", "open"),
        (["2021-02-03 10:00", "2021-02-04 11:00"], "Når", "date"),
        ([str(n) for n in range(1, 31)], "column_1", "row"),
        ([], "Hva?", "empty"),
    ],
)
def test_kinds_are_told_from_the_values(values, heading, kind):
    assert infer_kind(Counter(values), heading)[0] == kind


def test_words_of_questions():
    assert make_id("Hvor ble du født?", "b_6_1", ()) == "fodt"
    assert make_id("???", "b_6_1", ()) == "b_6_1"
    assert make_id("Har dere nok tid?", "a", {"nok_tid"}) == "nok_tid_2"
    assert make_option_id("Ikke viktig", "", ()) == "ikke_viktig"
    assert [
        missing_kind(t) for t in ("Vet ikke", "Ikke relevant/ vet ikke", "Ikke viktig", "N/A")
    ] == [
        *("dont_know", "dont_know", "", "does_not_apply"),
    ]
    assert is_exclusive("Ingen av disse")
    assert not is_exclusive("Ingen andre enn meg")
    assert scale_family(["I liten grad", "2", "3", "I stor grad"]) == "number"
    assert scale_family(["1", "2", "3", "Ikke fått karakter"]) == ""
    assert scale_family(["Helt uenig", "Verken eller", "Helt enig"]) == "agreement"
    assert scale_family(["Norge", "Sverige", "Danmark"]) == ""
    assert in_order(["vet ikke", "enig", "uenig"]) == ["uenig", "enig", "vet ikke"]
    assert in_order(["30-34 år", "under 20 år", "20-24 år"])[0] == "under 20 år"
    assert language_of(["What do you think of the office?"]) == "en"
    assert language_of(["Kva meiner dykk om kontoret?", "Korleis er det?"]) == "nn"
    assert language_of([]) == "nb"


def test_likeness_and_difference():
    assert alike("Hva mener du?", "hva mener du") == 1
    assert alike("Hva mener du?", "Når begynte dere?") < 0.5
    assert difference("Hvor ofte krever du det?", "Hvor ofte krever dere alltid det?") == (
        "Hvor ofte krever [-du-] {+dere alltid+} det?"
    )


SHORT = [
    ["lønn", "hasBonus", "alder", "sted"],
    *(["600 000,00 kr", "TRUE", "20-24", "Oslo"] for _ in range(8)),
    *(["2,5", "FALSE", "25-29", "Bergen"] for _ in range(8)),
]
FULL = [
    ["Hva er din grunnlønn?", "Har du bonusordning?", "Hva er din alder?", "Hvor bor du?"],
    *(["500 000,00 kr", "Ja", "20-24 år", "Oslo"] for _ in range(8)),
    *(["ikke oppgitt", "Nei", "25-29 år", "Bodø"] for _ in range(8)),
]


def test_bare_names_are_matched_told_and_not_compared(tmp_path):
    new_wave("2021", write_csv(tmp_path / "a.csv", FULL), tmp_path / "study")
    told = "\n".join(new_wave("2022", write_csv(tmp_path / "b.csv", SHORT), tmp_path / "study"))
    assert "Changed (not compared): 2 (grunnlonn, bonusordning)" in told
    assert "grunnlonn: matched by its name alone, «lønn» for «Hva er din grunnlønn?»" in told
    assert "bonusordning: «TRUE» is taken as its option yes" in told
    assert "may be alder, but its options differ (reworded: «20-24 [-år-]», «25-29 [-år-]»)" in told
    questionnaire = read_study(tmp_path / "study").questionnaire
    comparisons = {c.question: c for c in questionnaire.comparisons("2021", "2022")}
    assert {name: (c.status, c.compare) for name, c in comparisons.items()} == {
        "grunnlonn": ("changed", False),
        "bonusordning": ("changed", False),
        "alder": ("gone", False),
        "hvor_bor_du": ("gone", False),
        "alder_2022": ("new", False),
        "sted": ("new", False),
    }
    yes = questionnaire.question("bonusordning").options[0]
    assert (yes.id, yes.raw("2021"), yes.raw("2022")) == ("yes", {"Ja"}, {"TRUE"})


def test_a_name_that_fits_two_questions_is_joined_to_neither(tmp_path):
    two = [
        ["Hva er din lønn?", "Hva er lønna til sjefen?"],
        *([f"{n}00 000,00 kr", f"{n}50 000,00 kr"] for n in range(2, 22)),
    ]
    one = [["lønn", "Har du bonus?"], *([f"{n}00 000,00 kr", "Ja"] for n in (4, 7, 5) * 6)]
    new_wave("2021", write_csv(tmp_path / "a.csv", two), tmp_path / "study")
    told = "\n".join(new_wave("2022", write_csv(tmp_path / "b.csv", one), tmp_path / "study"))
    assert told.count("may be lonn") == 2
    assert "Changed" not in told


def test_what_follows_the_waves_in_config_stays_behind_them(tmp_path):
    new_wave("2021", write_csv(tmp_path / "a.csv", FULL), tmp_path / "study")
    config = tmp_path / "study/config.yaml"
    text = config.read_text(encoding="utf-8").replace("\ndesign:", "\n# Husk utvalget\ndesign:")
    config.write_text(text, encoding="utf-8")
    new_wave("2022", write_csv(tmp_path / "b.csv", SHORT), tmp_path / "study")
    entry = '  "2022":\n    export: study/waves/2022/b.csv\n'
    assert config.read_text(encoding="utf-8") == text.replace("\n\n# Husk", f"\n{entry}\n# Husk")


def test_what_options_became():
    assert options_differ(["Ja", "Nei"], ["nei", "ja"]) == ""
    assert options_differ(
        ["Helt enig", "Enig", "Vet ikke"], ["Helt enig", "Litt enig", "Uenig"]
    ) == ("reworded: «{+Litt+} enig»; only before: «Vet ikke»; only now: «Uenig»")
    assert hints_at("experienceYears", "Hvor mange års arbeidserfaring har du?")
    assert hints_at("utdanning", "Hvor mange års utdannelse har du?")
    assert not hints_at("fag", "Hva jobber du mest med?")


KODE24 = SHARED / "data/kode24"


@pytest.mark.workflow
@pytest.mark.skipif(not KODE24.exists(), reason="the files of ../shared are not there")
def test_three_waves_of_a_salary_survey_become_one_study(tmp_path):
    for wave, name in (
        *(("2021", "2021_data.csv"), ("2022", "2022_processed.json")),
        *(("2024", "2024_lonnstall.xlsx"),),
    ):
        told = "\n".join(new_wave(wave, KODE24 / name, tmp_path / "study"))
        assert "fatal" not in told
    assert "Changed (not compared): 5" in told
    study = read_study(tmp_path / "study")
    number = {}
    for wave in study.config.waves:
        view = study.questionnaire.view(wave.name)
        answers, unknown = ingest(
            read_export(tmp_path / "study" / wave.export), None, view, wave, str
        )
        assert unknown.empty
        number[wave.name] = answers
    first = number["2021"]
    chosen = (first.filter(regex=r"^bytte_jobb_goder\.\w+$") == "selected").sum()
    assert chosen["bytte_jobb_goder.fleksible_arbeidstider"] == 1177
    assert chosen["bytte_jobb_goder.faglige_aktiviteter"] == 837
    assert (first["grunnlonn"] == 600_000).sum() == 70
    assert (first["relevant_formell_utdannelse"] == 2.5).sum() > 0
    assert (first["relevant_formell_utdannelse__why"] == "refused").sum() == 445
    assert [int(a["bonusordning_hos_navaerende"].eq("yes").sum()) for a in number.values()] == [
        *(640, 615, 866),
    ]


def test_choices_of_a_joined_column_are_those_that_the_wave_offered(tmp_path):
    def google(name: str, choices: list[str]) -> Path:
        answers = [
            ", ".join(choice for place, choice in enumerate(choices) if number >> place & 1)
            for number in range(1, 2 ** len(choices))
        ]
        rows = [["2024/01/01", answer] for answer in answers * 4]
        return write_csv(tmp_path / name, [["Tidsmerke", "Hvilke tiltak brukte dere?"], *rows])

    study = tmp_path / "studie"
    new_wave("2021", google("a.csv", ["Kurs", "Praksis", "Lønnstilskudd"]), study)
    told = "\n".join(new_wave("2024", google("b.csv", ["Kurs", "Praksis", "Digital hjelp"]), study))
    assert "Changed (not compared): 1 (tiltak_brukte)" in told
    told = "\n".join(new_wave("2025", google("c.csv", ["Kurs", "Praksis", "Digital hjelp"]), study))
    assert "Changed (not compared): 1 (tiltak_brukte)" in told
    questionnaire = read_study(study).questionnaire
    offered = {
        wave: [item.name for question in questionnaire.view(wave) for item in question.items]
        for wave in ("2021", "2024", "2025")
    }
    assert offered == {
        "2021": ["kurs", "praksis", "lonnstilskudd"],
        "2024": ["kurs", "praksis", "digital_hjelp"],
        "2025": ["kurs", "praksis", "digital_hjelp"],
    }


def test_a_grid_whose_text_a_person_wrote_is_known_by_its_rows(tmp_path):
    rows = ["Vi har nok tid", "Vi har nok folk", "Ledelsen støtter oss"]
    options = ["Helt uenig", "Uenig", "Enig", "Helt enig"]
    answers = [[options[(row + shift) % 4] for shift in range(3)] for row in range(12)]
    study = tmp_path / "study"
    new_wave("2021", write_csv(tmp_path / "1" / "svar.csv", [rows, *answers]), study)
    questionnaire = study / "study" / "questionnaire.yaml"
    text = questionnaire.read_text(encoding="utf-8")
    assert text.count("Vi har nok tid … Ledelsen støtter oss") == 1
    questionnaire.write_text(
        text.replace("Vi har nok tid … Ledelsen støtter oss", "Hvor enig er du"), encoding="utf-8"
    )
    rows[2] = "Ledelsen hører på oss"
    told = new_wave("2024", write_csv(tmp_path / "2" / "svar.csv", [rows, *answers]), study)
    assert "Same as before: 1 (nok_tid_ledelsen)" in told
    assert any("joined by the names of its columns alone" in line for line in told)
    [grid] = read_study(study).questionnaire
    assert [sorted(item.columns) for item in grid.items] == [
        *(["2021", "2024"], ["2021", "2024"], ["2021"], ["2024"]),
    ]
