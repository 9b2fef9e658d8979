"""The study's files: what YAML turns into, and what is told of a slip."""

from pathlib import Path

import pytest
from support.study_files import CONFIG, QUESTIONNAIRE, study

from godegrep.core.errors import Mistake
from godegrep.study.questionnaire import from_dict, to_dict
from godegrep.study.read import check_files, read_study


def mistakes(folder: Path, **files: str) -> list[str]:
    with pytest.raises(Mistake) as caught:
        study(folder, **files)
    return caught.value.lines


def test_words_and_codes_stay_what_they_are(tmp_path):
    questionnaire = study(tmp_path).questionnaire
    needed = questionnaire.question("needed")
    assert [option.id for option in needed.options] == ["yes", "no", "dont_know"]
    assert needed.options[0].raw("2017") == {"01", "Ja"}
    assert needed.options[1].raw("2021") == {"N", "Nei"}
    assert needed.options[1].raw("2017") == {"2", "Nei"}
    assert [option.id for option in needed.answers] == ["yes", "no"]


def test_a_view_holds_one_wave_and_survives_json(tmp_path):
    questionnaire = study(tmp_path).questionnaire
    view = questionnaire.view("2021")
    assert [question.id for question in view] == ["needed", "which"]
    assert view.question("which").text == {"nb": "Hvilke?"}
    assert view.themes == questionnaire.themes[:1]
    assert view.question("needed").items[0].columns == {"2021": "A"}
    assert from_dict(to_dict(view)) == view
    assert from_dict(to_dict(questionnaire)) == questionnaire


def test_a_new_wave_leaves_the_view_of_an_older_one_as_it_was(tmp_path):
    before = to_dict(study(tmp_path).questionnaire.view("2017"))
    after = study(
        tmp_path,
        config=CONFIG + "  2024: {export: study/waves/2024/responses.csv}\n",
        questionnaire=QUESTIONNAIRE.replace("2017: q1,", "2017: q1, 2024: x,").replace(
            "{2021: [N, Nei]}", "{2021: [N, Nei], 2024: '0'}"
        ),
    )
    assert to_dict(after.questionnaire.view("2017")) == before


def test_how_a_question_stands_to_the_wave_before(tmp_path):
    comparisons = study(tmp_path).questionnaire.comparisons("2017", "2021")
    assert [(c.question, c.status, c.compare) for c in comparisons] == [
        ("needed", "same", True),
        ("which", "changed", False),
        ("tools", "gone", False),
    ]
    assert comparisons[1].note == {"nb": "Ny ordlyd"}


def test_all_breaches_of_all_files_are_told_at_once(tmp_path):
    lines = mistakes(
        tmp_path,
        config="title: x\nlanguages: [nb, xx]\nextra: 1\nwaves:\n  ../out: {export: /etc/passwd}\n",
        questionnaire="themes: []\nquestions:\n  - {id: A b, type: pie, theme: t, text: x}\n",
        codebook="codes:\n  - {id: a, name: A}\n",
    )
    told = "\n".join(lines)
    for place in (
        "config.yaml line 3: at the top: extra is not known",
        "config.yaml line 2: languages[1]",
        'config.yaml line 5: waves: "../out" does not fit: The name of a wave becomes a folder',
        "config.yaml line 5: waves.../out.export",
        "study/questionnaire.yaml line 1: themes",
        "study/questionnaire.yaml line 3: questions[0].id",
        "study/questionnaire.yaml line 3: questions[0].type",
        "study/codebook.yaml line 2: codes[0] (a): definition is missing",
    ):
        assert place in told
    assert all("\n" not in line for line in lines)


@pytest.mark.parametrize(
    "name", ["../out", "/abs", ".hidden", "a/b", "a b", "trends", "logs", "vectors", ""]
)
def test_a_wave_name_cannot_leave_the_folder(tmp_path, name):
    assert mistakes(tmp_path, config=f"title: x\nwaves:\n  '{name}': {{export: a.csv}}\n")


@pytest.mark.parametrize("path", ["../a.csv", "/a.csv", "x/../../a.csv", "C:\\a.csv", "~/a.csv"])
def test_a_path_cannot_leave_the_folder(tmp_path, path):
    assert mistakes(tmp_path, config=f"title: x\nwaves:\n  w: {{export: '{path}'}}\n")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("theme: rest", "theme: nowhere"), "29: tools: the theme nowhere does not exist"),
        (("scale: yes_no", "scale: agree"), "18: needed: the scale agree does not exist"),
        (("id: which", "id: needed"), "20: the question id needed is used twice"),
        (("item: needed", "item: nothing"), "25: which: asked_if names the item nothing"),
        (("answers: [yes]", "answers: [maybe]"), "25: which: asked_if names the answer maybe"),
        (("2017: q2", "2017: q1"), "24: the column 'q1' of wave 2017 is used by several items"),
        (("2017: q3_1", "1999: q3_1"), "32: tools: the wave 1999 is not in config.yaml"),
        (("[yes, no]}", "[yes, perhaps]}"), "9: scales.yes_no: the group any names the unknown"),
        (("code: 9", "code: 2"), "7: scales.yes_no: the code '2' stands for several options in"),
        (("id: none", "id: phone"), "33: tools: the item tools.phone stands twice"),
    ],
)
def test_what_does_not_fit_together_is_told_with_its_line(tmp_path, change, told):
    assert change[0] in QUESTIONNAIRE
    lines = mistakes(tmp_path, questionnaire=QUESTIONNAIRE.replace(*change))
    assert any(line.startswith(f"study/questionnaire.yaml line {told}") for line in lines), lines


def test_a_mistake_in_a_scale_is_told_once_where_it_was_written(tmp_path):
    again = (
        "  - {id: again, type: single, theme: need, text: x, scale: yes_no, columns: {2017: z}}\n"
    )
    lines = mistakes(
        tmp_path, questionnaire=QUESTIONNAIRE.replace("[yes, no]}", "[yes, perhaps]}") + again
    )
    assert len(lines) == 1


def test_a_mistake_behind_an_alias_is_told_once_where_it_was_written(tmp_path):
    question = (
        "  - {{id: {}, type: single, theme: t, text: x, columns: {{2017: {}}}, options: {}}}\n"
    )
    anchored, alias = "&all [{id: a b}]", "*all"
    (line,) = mistakes(
        tmp_path,
        questionnaire="themes: [{id: t, title: T}]\nquestions:\n"
        + question.format("one", "q1", anchored)
        + question.format("two", "q2", alias),
    )
    assert line.startswith("study/questionnaire.yaml line 3: questions[0].options[0].id")


def test_what_a_config_names_and_a_study_lacks_is_told_with_its_line(tmp_path):
    lines = mistakes(
        tmp_path,
        config=CONFIG
        + "date: 2017-13-01\ncolours: {main: '#ffffff'}\ndesign:\n  strata: [place]\n"
        + "  weights: {rake: [size]}\nbreaks:\n  - needed\n  - mood\n"
        + "open: {clusters: {needed: 3}}\n",
    )
    for told in (
        "6: date: 2017-13-01 is no day",
        "7: colours.main: #ffffff is too light",
        "9: design.strata: place is not a variable",
        "10: design.weights.rake: size is not a variable",
        "10: design.weights: wave 2017 has no frame",
        "13: breaks: mood is neither",
        "14: open.clusters: needed is not an open question",
    ):
        assert any(line.startswith(f"config.yaml line {told}") for line in lines), lines


def test_a_figure_that_cannot_diverge_is_told(tmp_path):
    (line,) = mistakes(tmp_path, config=CONFIG + "figures: {diverging: [needed]}\n")
    assert "figures.diverging: needed is no question on a scale" in line


def test_a_codebook_has_no_circle_and_no_unknown_parent(tmp_path):
    lines = mistakes(
        tmp_path,
        codebook="""
codes:
  - {id: a, name: A, definition: x, parent: b}
  - {id: b, name: B, definition: x, parent: a}
  - {id: c, name: C, definition: x, parent: z}
  - {id: d, name: D, definition: x, questions: [needed]}
""",
    )
    assert [line.removeprefix("study/codebook.yaml line ")[:30] for line in lines] == [
        "5: c: the parent z is not in t",
        "6: d: needed is not an open qu",
        "3: a is its own ancestor: a → ",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("title: [\n", "config.yaml line 2"),
        ("title: a\ntitle: b\nwaves: {w: {export: a}}", "'title' stands twice"),
    ],
)
def test_broken_yaml_names_the_line(tmp_path, text, told):
    assert any(told in line for line in mistakes(tmp_path, config=text))


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(Mistake, match=r"config\.yaml: there is no such file"):
        read_study(tmp_path)


def test_every_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(Mistake) as caught:
        check_files(study(tmp_path), tmp_path)
    assert [line.split(": there")[0] for line in caught.value.lines] == [
        "config.yaml line 4: waves.2017.export",
        "config.yaml line 5: waves.2021.export",
    ]
