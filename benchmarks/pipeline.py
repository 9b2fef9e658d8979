"""What the workflow costs: the example from scratch, a run with nothing to do, an added wave.

Each line gives CPU seconds of the whole process tree and wall seconds; the ratios are taken in one
run, since machines differ. `make benchmarks` runs this with the others.
"""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from benchmark import BIN, ROOT, sized, study, timed

from godegrep.study.yaml import read_yaml


def without_wave(folder: Path, wave: str) -> dict[Path, str]:
    """Take a wave out of a study's YAML files; return the files as they were."""
    config, questions = folder / "config.yaml", folder / "study/questionnaire.yaml"
    whole = {path: path.read_text(encoding="utf-8") for path in (config, questions)}
    documents = {path: _without(wave, read_yaml(path, str(path))) for path in whole}
    asked = documents[questions]["questions"]
    for question in asked:
        if "items" in question:
            question["items"] = list(filter(_is_asked, question["items"]))
    documents[questions]["questions"] = list(filter(_is_asked, asked))
    for path, document in documents.items():
        # JSON is YAML.
        path.write_text(json.dumps(document, ensure_ascii=False, default=str), encoding="utf-8")
    return whole


def _without(key: str, value: Any) -> Any:
    """A document in which no mapping has this key."""
    if isinstance(value, dict):
        return {name: _without(key, part) for name, part in value.items() if name != key}
    return [_without(key, part) for part in value] if isinstance(value, list) else value


def _is_asked(question: dict[str, Any]) -> bool:
    """Whether a question or an item has a column in some wave, or an item that has."""
    return bool(question.get("items") or question.get("columns"))


def main() -> None:
    version = timed(BIN / "snakemake", "--version")
    with tempfile.TemporaryDirectory() as folder:
        place = study(Path(folder))
        target = sized("reports/", "results/2017/tables.parquet")
        command = (BIN / "snakemake", "-s", ROOT / "Snakefile", "--directory", place, target)
        whole = without_wave(place, "2021")
        one_wave = timed(*command)
        for path, text in whole.items():
            path.write_text(text, encoding="utf-8")
        added = timed(*command)
        for name in ("results", "reports"):
            shutil.rmtree(place / name, ignore_errors=True)
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
