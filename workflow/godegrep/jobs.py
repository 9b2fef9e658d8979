"""Running a script's `main` as a job of the workflow."""

import sys
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from godegrep.core.errors import Mistake


def run(main: Callable[..., None], job: Any) -> None:
    """Call `main` with the job's named inputs, params and outputs as its arguments.

    A `main` that has the parameter `inputs` or `outputs` gets all that are named so as the
    attributes of that one instead.

    A mistake of the user ends up as plain lines in the job's log, which Snakemake shows. A fault
    keeps its traceback, on the terminal only: a traceback may quote an answer, and a log must not.
    """
    arguments = dict(job.params.items())
    arguments.pop("code", None)
    for name, files in (("inputs", job.input), ("outputs", job.output)):
        named = dict(files.items())
        together = name in signature(main).parameters
        arguments |= {name: SimpleNamespace(**named)} if together else named
    log = Path(job.log[0])
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("", encoding="utf-8")
    try:
        main(**arguments)
    except Mistake as mistake:
        log.write_text("\n".join(mistake.lines) + "\n", encoding="utf-8")
        sys.exit(1)
