"""What a run of Snakemake prints: a line a step, what a person is to mend, and nothing else.

The profile asks for it by `logger: godegrep`; Snakemake finds the module by its name. Everything
that Snakemake itself says of a run stands in the log under `.snakemake/log/`.
"""

import logging
import sys
from pathlib import Path
from typing import Any

from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

BAR = 20
"""How many characters of a line show how far the run is."""
LONGEST = 160
"""A reason may list every file of a job; no more of it is shown."""
# What the end of a failed run says beside the failure itself, which has been shown.
ECHOES = ("Exiting because a job execution failed", "At least one job did not complete")
ANNOUNCEMENTS = ("Nothing to be done", "This was a dry-run", "Unlocked working directory")


class LogHandler(LogHandlerBase):
    """Prints the run on the terminal; in a dry run each job with the reason for it."""

    writes_to_stream = True
    writes_to_file = False
    has_filter = True
    has_formatter = True
    needs_rulegraph = False

    def __post_init__(self) -> None:
        self.stream = sys.stdout if self.common_settings.stdout else sys.stderr
        self.total = 0
        self.started = 0
        self.failed = False

    def emit(self, record: logging.LogRecord) -> None:
        """Print what the record says to a person, if anything."""
        for line in self._lines(record):
            print(line, file=self.stream, flush=True)

    def _lines(self, record: logging.LogRecord) -> list[str]:
        event = getattr(record, "event", None)
        fields = record.__dict__
        if event == LogEvent.RUN_INFO:
            self.total = fields["stats"].get("total", 0)
            return []
        if event == LogEvent.JOB_INFO:
            return [self._planned(fields) if self.common_settings.dryrun else self._step(fields)]
        if event == LogEvent.JOB_ERROR:
            self.failed = True
            return _logged(fields["log"]) or [f"The step {fields['rule_name']} failed; see above."]
        if event == LogEvent.ERROR:
            return [] if self.failed else [record.getMessage()]
        if event is None:
            return self._message(record)
        return []

    def _message(self, record: logging.LogRecord) -> list[str]:
        """What Snakemake says that belongs to no job."""
        text = record.getMessage() if record.msg else ""
        if record.levelno >= logging.WARNING:
            return [] if self.failed and text.startswith(ECHOES) else [text]
        wanted = text.startswith(ANNOUNCEMENTS) or getattr(record, "for_the_user", False)
        return [text] if wanted else []

    def _step(self, job: dict[str, Any]) -> str:
        self.started += 1
        total = max(self.total, self.started)
        bar = "#" * (BAR * self.started // total)
        return f"[{bar:<{BAR}}] {self.started:>{len(str(total))}}/{total}  {_what(job)}"

    def _planned(self, job: dict[str, Any]) -> str:
        reason = " ".join(str(job["reason"]).split())
        reason = reason if len(reason) <= LONGEST else reason[: LONGEST - 1] + "…"
        values = ", ".join(f"{name}={value}" for name, value in job["wildcards"].items())
        return f"{job['rule_name']}{f' ({values})' if values else ''}: {reason or 'asked for'}"


def _what(job: dict[str, Any]) -> str:
    """What a job makes, in the words of its rule."""
    return str(job["rule_msg"] or job["rule_name"])


def _logged(paths: list[str]) -> list[str]:
    """The lines of a job's logs: what the user is to mend."""
    texts = (Path(path).read_text(encoding="utf-8") for path in paths if Path(path).is_file())
    return [line for text in texts for line in text.splitlines()]
