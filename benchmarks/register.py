"""What the register costs: 356 municipalities × 20 years × 30 tables of SYNTHETIC figures.

From the publisher's answers as saved (JSON-stat2) to the finished page, CPU seconds by step in one
process, without Snakemake; and beside the regression, R's `lm` where R is there.
"""

import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from benchmark import sized

from godegrep.core.language import Language
from godegrep.document.report import Colours
from godegrep.geography.municipalities import in_use, named
from godegrep.register.descriptions import read_descriptions
from godegrep.register.models.expected import estimate
from godegrep.register.models.growth_table import Measure, growth_table
from godegrep.register.models.index import accuracy, index_table
from godegrep.register.models.model import Model
from godegrep.register.panel import panel
from godegrep.register.read import read_figures
from godegrep.render.html import render
from godegrep.report.parts.cover import Cover
from godegrep.report.parts.prose import Prose
from godegrep.report.register.report import compose_register
from godegrep.report.register.results import RegisterResults, names_and_units
from godegrep.study.config import DEFAULT_UNIT
from godegrep.study.register_settings import Ratio, RegisterSettings, Term

YEARS, TABLES, CARRIED_TO = sized(range(2004, 2024), range(2018, 2022)), 30, 2020


def saved_answers(folder: Path) -> list[Path]:
    """Write the tables with their descriptions; each year in the numbers that it had."""
    rng = np.random.default_rng(1)
    codes = sorted(set().union(*(in_use(year) for year in YEARS)))
    size = dict(zip(codes, np.exp(rng.normal(8.5, 1.1, len(codes))), strict=True))
    paths = []
    for number in range(TABLES):
        name = f"table_{number:02}"
        part = 1.0 if number == 0 else 0.01 * (1 + number % 5)
        values = [
            round(size[code] * part * float(np.exp(rng.normal(0, 0.2 if number else 0.01))))
            if code in in_use(year)
            else None
            for code in codes
            for year in YEARS
        ]
        answer = {
            "version": "2.0",
            "class": "dataset",
            "id": ["Region", "Tid"],
            "size": [len(codes), len(YEARS)],
            "dimension": {
                "Region": {"category": {"index": codes}},
                "Tid": {"category": {"index": [str(year) for year in YEARS]}},
            },
            "value": values,
        }
        (folder / f"{name}.json").write_text(json.dumps(answer), encoding="utf-8")
        described = {
            "file": f"{name}.json",
            "publisher": "synthetic",
            "synthetic": True,
            "municipality": "Region",
            "year": "Tid",
            "variables": [
                {"id": f"v{number}", "text": name, "unit": "1", "carry": "sum"},
            ],
        }
        path = folder / f"{name}.yaml"
        path.write_text(json.dumps(described), encoding="utf-8")
        paths.append(path)
    return paths


def main() -> None:
    started = time.process_time()
    steps: dict[str, float] = {}

    def done(step: str) -> None:
        nonlocal started
        steps[step] = time.process_time() - started
        started = time.process_time()

    with tempfile.TemporaryDirectory() as folder:
        paths = saved_answers(Path(folder))
        done("(making the answers)")
        tables = read_descriptions(paths)
        pairs = [(table, read_figures(Path(folder) / table.file, table)) for table in tables]
        done("reading")
        ratios = tuple(Ratio(f"share_{i}", {}, {}, f"v{i}", "v0", 100) for i in range(1, TABLES))
        settings = RegisterSettings(CARRIED_TO, ratios=ratios)
        laid, _ = panel(pairs, settings)
        done("panel in the numbers of 2020")
        names = [f"share_{i}" for i in range(2, 14)]
        model = Model(
            Term("share_1", "share_1"), tuple(Term(name, name) for name in names), population="v0"
        )
        found = estimate(laid, model)
        index = index_table(found)
        facts = {**found.facts(), **accuracy(found)}
        done("regression, index, errors left out")
        estimate(laid, Model(model.outcome, model.regressors, covariance="wild"))
        done("(the same with the wild bootstrap)")
        measure = Measure(
            "m", {}, tuple(f"v{i}" for i in range(15, 20)), tuple(f"v{i}" for i in range(20, 25))
        )
        growth = growth_table(laid, [measure], YEARS[0], YEARS[-1])
        done("growth")
        words, units = names_and_units(tables, settings, [measure])
        material = RegisterResults(
            names=words,
            units=units,
            places={code: named(code) for code in index["municipality"]},
            synthetic=True,
            coefficients=found.table,
            index=index,
            facts=facts,
            growth=growth,
        )
        cover = Cover("–", "", "", Colours("#000000", "#000000"), None)
        prose = Prose(Language("nb"), DEFAULT_UNIT["nb"])
        report = compose_register(material, cover, prose)
        done("composing")
        page = render(report, Language("nb"))
        done("page")
        print(f"{len(laid)} rows, {facts['n']} in the model, {len(page) / 1e6:.1f} MB of page")
        total = sum(seconds for step, seconds in steps.items() if not step.startswith("("))
        for step, seconds in steps.items():
            print(f"{step:40}{seconds:8.2f} CPU s")
        print(f"{'from saved answers to the page':40}{total:8.2f} CPU s")
        _beside_r(laid, names, Path(folder))


def _beside_r(laid: pd.DataFrame, names: list[str], folder: Path) -> None:
    """The regression and its clustered covariance alone, ours and R's, in one run."""
    if shutil.which("Rscript") is None:
        return
    rows = laid[["municipality", "year", "share_1", *names]].dropna()
    rows.to_csv(folder / "rows.csv", index=False)
    formula = f"share_1 ~ {' + '.join(names)} + factor(year)"
    script = (
        f"d <- read.csv('{folder}/rows.csv'); if (!requireNamespace('sandwich')) quit();"
        f"t <- proc.time(); for (i in 1:5) {{m <- lm({formula}, d);"
        "v <- sandwich::vcovCL(m, ~municipality)}; cat((proc.time() - t)[1] / 5)"
    )
    told = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True).stdout
    model = Model(Term("share_1", "share_1"), tuple(Term(name, name) for name in names))
    start = time.process_time()
    for _ in range(5):
        estimate(rows, model)
    ours = (time.process_time() - start) / 5
    if told:
        print(f"regression alone: ours {ours:.2f} CPU s, R's lm and vcovCL {float(told):.2f}")


if __name__ == "__main__":
    main()
