"""The command `godegrep`, as it is typed."""

import pytest
from support.exports import surveyxact_xlsx

from godegrep.cli import main


@pytest.fixture
def study(tmp_path, capsys):
    export = surveyxact_xlsx(tmp_path / "svar.xlsx")
    assert main(["new-wave", "2017", str(export), "--study", str(tmp_path / "study")]) == 0
    said = capsys.readouterr()
    assert "Started a study: 5 questions" in said.out
    assert "Left to decide:" in said.out
    assert said.err == ""
    return tmp_path / "study"


def test_check_of_a_sound_study_writes_nothing(study, capsys):
    before = sorted(study.rglob("*"))
    assert main(["check", "--study", str(study)]) == 0
    assert "Wave 2017: 7 rows, 4 answered." in capsys.readouterr().out
    assert sorted(study.rglob("*")) == before


def test_check_tells_of_every_wave(study, capsys, tmp_path):
    config = study / "config.yaml"
    text = config.read_text(encoding="utf-8")
    entry = '  "2021":\n    export: study/waves/2021/borte.xlsx\n'
    config.write_text(text.replace("waves:\n", f"waves:\n{entry}"), encoding="utf-8")
    questionnaire = study / "study/questionnaire.yaml"
    text = questionnaire.read_text(encoding="utf-8").replace("code: 2}", "code: 22}")
    text = text.replace('{"2017": s_1}', '{"2017": s_1, "2021": s_1}')
    questionnaire.write_text(text, encoding="utf-8")
    assert main(["check", "--study", str(study)]) == 1
    said = capsys.readouterr().out
    assert "Wave 2021 cannot be read before that." in said
    assert "waves.2021.export: there is no file study/waves/2021/borte.xlsx" in said
    assert "unknown code: '2', 2 times" in said


def test_a_mistake_is_plain_lines_and_exit_code_1(tmp_path, capsys):
    assert main(["new-wave", "2024", str(tmp_path / "borte.xlsx"), "--study", str(tmp_path)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "there is no such file" in said.err
    assert main(["check", "--study", str(tmp_path)]) == 1
    assert "config.yaml: there is no such file" in capsys.readouterr().err


def test_a_fault_keeps_its_traceback(tmp_path, monkeypatch):
    def broken(*arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("godegrep.drafting.new_wave.new_wave", broken)
    with pytest.raises(ZeroDivisionError):
        main(["new-wave", "2024", "svar.xlsx"])
