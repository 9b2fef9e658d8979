"""What the workflow costs: the example from scratch, a run with nothing to do, an added wave.

Each line gives CPU seconds of the whole process tree and wall seconds; the ratios are taken in one
run, since machines differ. `make benchmarks` runs this with the others.
"""

import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


def timed(*command: str | Path) -> tuple[float, float]:
    """Run a command; return its CPU seconds, children included, and its wall seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if run.returncode:
        raise SystemExit(run.stdout)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, wall


def without_wave(study: Path, wave: str) -> dict[str, str]:
    """Take a wave out of a study's YAML files; return the files as they were."""
    config, questions = study / "config.yaml", study / "study/questionnaire.yaml"
    whole = {str(path): path.read_text(encoding="utf-8") for path in (config, questions)}
    entry = re.compile(rf'^  "{wave}":\n(?:    .*\n)+', flags=re.MULTILINE)
    config.write_text(entry.sub("", whole[str(config)]), encoding="utf-8")
    drop_wave(questions, wave)
    return whole


def drop_wave(questions: Path, wave: str) -> None:
    """Remove a wave's columns, codes and wordings, and the questions that only it has."""
    from godegrep.study.yaml import read_yaml

    document = read_yaml(questions, str(questions))

    def strip(value: object) -> object:
        if isinstance(value, dict):
            return {key: strip(part) for key, part in value.items() if key != wave}
        return [strip(part) for part in value] if isinstance(value, list) else value

    document = strip(document)
    for question in document["questions"]:
        question["items"] = [i for i in question.get("items", []) if i.get("columns", True)]
        if not question["items"]:
            del question["items"]
    document["questions"] = [
        q for q in document["questions"] if "items" in q or q.get("columns", {})
    ]
    questions.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


def main() -> None:
    version = timed(BIN / "snakemake", "--version")
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder)
        shutil.copy(ROOT / "config.yaml", study)
        shutil.copytree(ROOT / "study", study / "study")
        command = (BIN / "snakemake", "-s", ROOT / "Snakefile", "--directory", study, "reports/")
        whole = without_wave(study, "2021")
        one_wave = timed(*command)
        for path, text in whole.items():
            Path(path).write_text(text, encoding="utf-8")
        added = timed(*command)
        for name in ("results", "reports"):
            shutil.rmtree(study / name)
        scratch = timed(*command)
        nothing = timed(*command)
    for name, (cpu, wall) in (
        ("snakemake --version", version),
        ("nothing to do", nothing),
        ("one wave from scratch", one_wave),
        ("a second wave added", added),
        ("both waves from scratch", scratch),
    ):
        print(f"{name:<26}{cpu:8.1f} CPU s {wall:8.1f} s")
    print(f"nothing to do / --version: {nothing[0] / version[0]:.2f} in CPU")


if __name__ == "__main__":
    main()
