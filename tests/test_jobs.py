"""What links scripts to the workflow: their arguments, their mistakes, the code they run on."""

from pathlib import Path

import pytest

from godegrep.code_files import PACKAGE, code_files
from godegrep.errors import Mistake
from godegrep.jobs import run

ROOT = Path(__file__).parents[1]


class Job:
    """What a script sees of Snakemake."""

    def __init__(self, log: Path) -> None:
        self.input = {"table": "in.csv", "code": ["module.py"]}
        self.params = {"wave": "2017"}
        self.output = {"result": "out.csv"}
        self.log = [str(log)]


def test_main_gets_named_files_and_params(tmp_path):
    seen = {}
    run(lambda **arguments: seen.update(arguments), Job(tmp_path / "a" / "x.log"))
    assert seen == {"table": "in.csv", "wave": "2017", "result": "out.csv"}
    assert (tmp_path / "a" / "x.log").read_text() == ""


def test_a_mistake_becomes_plain_lines_in_the_log(tmp_path):
    def main(**arguments):
        raise Mistake(["wave 2017: one", "wave 2017: two"])

    with pytest.raises(SystemExit) as stopped:
        run(main, Job(tmp_path / "x.log"))
    assert stopped.value.code == 1
    assert (tmp_path / "x.log").read_text() == "wave 2017: one\nwave 2017: two\n"


def test_a_fault_keeps_its_traceback_and_the_log_stays_clean(tmp_path):
    def main(**arguments):
        raise ValueError("an answer")

    with pytest.raises(ValueError, match="an answer"):
        run(main, Job(tmp_path / "x.log"))
    assert (tmp_path / "x.log").read_text() == ""


def test_code_is_followed_through_imports(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "def main():\n    from godegrep import questionnaire, study\n    import pandas\n"
    )
    assert code_files(script) == sorted(
        str(PACKAGE / name) for name in ("counties.py", "questionnaire.py", "study.py")
    )


def test_words_beside_a_module_count_as_its_code(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("from godegrep.reviewing.texts import review_texts\n")
    found = {Path(file).relative_to(PACKAGE).as_posix() for file in code_files(script)}
    assert {"reviewing/texts.py", "reviewing/nb.yaml", "reviewing/nn.yaml"} <= found


def test_a_registry_stands_for_its_whole_folder(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("import godegrep.readers\n")
    assert {Path(file) for file in code_files(script)} >= set((PACKAGE / "readers").glob("*.py"))


def test_every_script_has_its_rule_and_every_rule_its_script():
    rules = "".join(path.read_text() for path in (ROOT / "workflow/rules").glob("*.smk"))
    scripts = {path.stem for path in (ROOT / "scripts").glob("*.py")}
    assert scripts == {Path(line).stem for line in rules.split('"') if "scripts/" in line}
    for name in scripts:
        assert f"rule {name}:" in rules
        assert f'code("{name}")' in rules
