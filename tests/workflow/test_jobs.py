"""What links scripts to the workflow: their arguments, their mistakes, the code they run on."""

import shutil
from pathlib import Path

import pytest
from support.paths import ROOT

from godegrep import code_digest
from godegrep.core.errors import Mistake
from godegrep.jobs import run


class Job:
    """What a script sees of Snakemake."""

    def __init__(self, log: Path) -> None:
        self.input = {"table": "in.csv"}
        self.params = {"wave": "2017", "code": "1a2b"}
        self.output = {"result": "out.csv"}
        self.log = [str(log)]


def test_main_gets_named_files_and_params(tmp_path):
    seen = {}
    run(lambda **arguments: seen.update(arguments), Job(tmp_path / "a" / "x.log"))
    assert seen == {"table": "in.csv", "wave": "2017", "result": "out.csv"}
    assert (tmp_path / "a" / "x.log").read_text() == ""


def test_main_may_take_all_files_at_once(tmp_path):
    seen = {}

    def main(inputs, wave, result):
        seen.update(vars(inputs), wave=wave, result=result)

    run(main, Job(tmp_path / "x.log"))
    assert seen == {"table": "in.csv", "wave": "2017", "result": "out.csv"}


def test_main_may_name_all_outputs_at_once(tmp_path):
    seen = {}

    def main(outputs, table, wave):
        seen.update(vars(outputs), table=table, wave=wave)

    run(main, Job(tmp_path / "x.log"))
    assert seen == {"table": "in.csv", "wave": "2017", "result": "out.csv"}


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


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A small package in the place of ours."""
    files = {
        "__init__.py": "",
        "core/__init__.py": "",
        "core/numbers.py": '"""Numbers."""\nONE = 1\n',
        "core/words.py": "def words(name):\n    return resource(f'lists/{name}.txt')\n",
        "shapes/__init__.py": "",
        "shapes/square.py": "SIDES = 4\n",
        "shapes/circle.py": "SIDES = 0\n",
        "resources/lists/nb.txt": "og\n",
        "resources/other.txt": "x\n",
    }
    for name, text in files.items():
        path = tmp_path / "godegrep" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(code_digest, "PACKAGE", tmp_path / "godegrep")
    monkeypatch.setattr(
        code_digest, "resource", lambda name: tmp_path / "godegrep" / "resources" / name
    )
    return tmp_path / "godegrep"


def digest(package, script):
    path = package.parent / "script.py"
    path.write_text(script)
    for cached in (code_digest._files, code_digest._data):
        cached.cache_clear()
    digests = code_digest.CodeDigests(package.parent / "memory" / "code.json")
    found = digests.of(path)
    digests.remember()
    return found


IN_A_FUNCTION = "def main():\n    from godegrep.core import numbers\n    import pandas\n"
OF_DATA = "from godegrep.core.words import words\n"
OF_A_FOLDER = "import godegrep.shapes\n"
FOR_TYPES = (
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from godegrep.core import numbers\n"
)


@pytest.mark.parametrize(
    ("script", "file", "text", "changes"),
    [
        (IN_A_FUNCTION, "core/numbers.py", "ONE = 2\n", True),
        (IN_A_FUNCTION, "core/numbers.py", '"""Other words."""\n# Why.\nONE = 1\n', False),
        (IN_A_FUNCTION, "core/__init__.py", "import os\n", True),
        (IN_A_FUNCTION, "core/words.py", "", False),
        (OF_DATA, "resources/lists/nb.txt", "eller\n", True),
        (OF_DATA, "resources/lists/nn.txt", "og\n", True),
        (OF_DATA, "resources/other.txt", "y\n", False),
        (OF_A_FOLDER, "shapes/circle.py", "SIDES = 1\n", True),
        (OF_A_FOLDER, "shapes/triangle.py", "SIDES = 3\n", True),
        (FOR_TYPES, "core/numbers.py", "ONE = 2\n", False),
    ],
)
def test_the_digest_follows_what_a_script_runs_on(package, script, file, text, changes):
    first = digest(package, script)
    assert digest(package, script) == first
    (package / file).write_text(text)
    assert (digest(package, script) != first) == changes


def test_the_digest_of_a_script_itself(package):
    assert digest(package, "a = 1\n") == digest(package, "a = 1  # one\n")
    assert digest(package, "a = 1\n") != digest(package, "a = 2\n")


def test_what_was_read_of_a_file_is_remembered_until_the_reader_is_new(package, monkeypatch):
    first = digest(package, OF_DATA)
    memory = package.parent / "memory" / "code.json"
    with monkeypatch.context() as reading:
        reading.setattr(code_digest, "_read", lambda path: pytest.fail(f"{path} is read again"))
        assert code_digest.CodeDigests(memory).of(package.parent / "script.py") == first
    told = memory.read_text()
    for spoilt in (told.replace(code_digest.sys.version, "2.7"), told[:-5], "[]", ""):
        memory.write_text(spoilt)
        assert code_digest.CodeDigests(memory)._files == {}
        assert digest(package, OF_DATA) == first


def test_every_script_has_its_rule_and_every_rule_its_script():
    files = [ROOT / "Snakefile", *(ROOT / "workflow/rules").glob("*.smk")]
    rules = "".join(path.read_text() for path in files)
    scripts = {path.stem for path in (ROOT / "scripts").glob("*.py")}
    assert scripts == {Path(line).stem for line in rules.split('"') if "scripts/" in line}
    for name in scripts:
        assert f"rule {name}:" in rules
        assert f'code("{name}")' in rules


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of the package in the place of ours; returns the digest of each script on it."""
    target = tmp_path / "godegrep"
    shutil.copytree(code_digest.PACKAGE, target, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(code_digest, "PACKAGE", target)
    monkeypatch.setattr(code_digest, "resource", lambda name: target / "resources" / name)

    def digests():
        code_digest._files.cache_clear()
        code_digest._data.cache_clear()
        all_code = code_digest.CodeDigests(tmp_path / "none.json")
        return {path.stem: all_code.of(path) for path in (ROOT / "scripts").glob("*.py")}

    yield target, digests
    code_digest._files.cache_clear()
    code_digest._data.cache_clear()


@pytest.mark.workflow
def test_a_comment_reruns_nothing_and_macros_rerun_the_report_alone(copied):
    package, digests = copied
    before = digests()
    for module in (*package.glob("core/*.py"), package / "report/own/macros.py"):
        module.write_text(module.read_text() + "\n# Why this is so.\n")
    assert digests() == before
    macros = package / "report/own/macros.py"
    macros.write_text(macros.read_text() + "\nMORE = 1\n")
    after = digests()
    assert [script for script in before if after[script] != before[script]] == ["compose"]
