"""The wheel is enough: installed in an empty environment it makes a study and its report."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.workflow
ROOT = Path(__file__).parents[2]
ANSWERS = "Respondent,Er du fornøyd?\n" + "".join(
    f"{number},{'Ja' if number % 3 else 'Nei'}\n" for number in range(1, 31)
)


def call(*command, **options):
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=600, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The folder of the commands of an environment that holds the wheel and its requirements."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    tracked = call("git", "ls-files", cwd=ROOT).splitlines()
    for name in tracked:
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, source / name)
    pip = (sys.executable, "-m", "pip")
    call(*pip, "wheel", ".", "--no-deps", "--no-build-isolation", "-w", folder, cwd=source)
    (wheel,) = folder.glob("*.whl")
    call(sys.executable, "-m", "venv", "--without-pip", folder / "env")
    commands = folder / "env" / "bin"
    uv = (Path(sys.executable).parent / "uv", "pip", "install", "--quiet")
    python = ("--python", commands / "python")
    call(*uv, *python, "--require-hashes", "-r", ROOT / "requirements.txt")
    call(*uv, *python, "--no-deps", wheel)
    return commands


def test_an_export_becomes_a_report(installed, tmp_path):
    (tmp_path / "export.csv").write_text(ANSWERS, encoding="utf-8")
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    env["PATH"] = f"{installed}{os.pathsep}{env['PATH']}"
    said = call("godegrep", "new-wave", "2024", "export.csv", "--study", "s", cwd=tmp_path, env=env)
    assert said.splitlines()[-1] == "Next: cd s && snakemake reports/"
    assert len((tmp_path / "s" / "Snakefile").read_text().splitlines()) == 2
    call("snakemake", "reports/", cwd=tmp_path / "s", env=env)
    page = (tmp_path / "s" / "reports" / "2024" / "nb" / "index.html").read_text(encoding="utf-8")
    assert "Er du fornøyd?" in page
    assert "Nothing to be done" in call("snakemake", "reports/", cwd=tmp_path / "s", env=env)
