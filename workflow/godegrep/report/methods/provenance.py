"""How a report came about: its steps, settings, files and software."""

from collections.abc import Sequence

from godegrep.core.text_by_language import in_language
from godegrep.document.blocks import Block, paragraph
from godegrep.document.figures import Figure, FigureKind, FigureRow, Plot, Wording, figure
from godegrep.document.runs import Text, reference_run
from godegrep.document.tables import Row, Table, text_column
from godegrep.report.methods.steps import OF_CHANGES, OF_OPEN_ANSWERS, without
from godegrep.report.parts.tables import Tables
from godegrep.report.parts.wave_results import WaveResults
from godegrep.study.config import WaveReportSettings


def settings_of(config: WaveReportSettings, language: str) -> dict[str, str]:
    """The settings that decide the numbers, by their place in `config.yaml`."""
    weights = " ".join([config.design.weights.kind, ", ".join(config.design.weights.names)]).strip()
    suppression = config.suppression
    named = {
        "design.strata": ", ".join(config.design.strata),
        "design.weights": weights,
        "design.clusters": config.design.clusters,
        "design.finite_population": str(config.design.finite_population).lower(),
        "design.level": str(config.design.level),
        "breaks": ", ".join(config.breaks),
        "tests.correction": config.tests.correction,
        "suppression.minimum_base": str(suppression.minimum_base),
        "suppression.minimum_count": str(suppression.minimum_count),
        "suppression.dominance.share": str(suppression.dominance.share),
        "suppression.dominance.base": str(suppression.dominance.base),
        "open.encoder": config.open.encoder,
        "open.publish_suggestions": "true" if config.open.publish_suggestions else "",
        "open.clusters": ", ".join(f"{name}: {k}" for name, k in config.open.clusters.items()),
        "how_many": "; ".join(
            f"{in_language(word.text, language)}: {word.at_least}"
            for word in config.report.how_many
        ),
    }
    return {name: value or "–" for name, value in named.items()}


def trace(results: WaveResults, tables: Tables) -> list[Block]:
    """Where the numbers stand, the steps as a drawing, and tables of what they were made with."""
    say, message = tables.prose.say, results.language.message
    about = [reference_run("about")]
    blocks: list[Block] = [paragraph(say("trace_numbers"), say("trace_below", about=about))]
    blocks.append(_steps(results, tables))
    made_with = results.provenance
    for name, entries in (
        ("settings", settings_of(results.config, results.language.code)),
        ("files", dict(sorted(made_with.files.items()))),
        ("versions", dict(sorted(made_with.versions.items()))),
    ):
        if entries:
            columns = [text_column(message(f"trace_{key}")) for key in (name, f"{name}_value")]
            rows = [Row(key, (Text(value),)) for key, value in entries.items()]
            caption = message(f"trace_{name}_caption")
            blocks.append(tables.table(f"table-{name}", caption, columns, rows))
    return blocks


def _steps(results: WaveResults, tables: Tables) -> Figure:
    """The steps that the report came about by, as a drawing with its table."""
    message, prose = results.language.message, tables.prose
    left_out = set() if results.change else set(OF_CHANGES)
    if not results.questionnaire.items("open"):
        left_out |= OF_OPEN_ANSWERS
    steps = without(left_out)
    names = {step: message(f"step_name_{step}") for step in steps}
    first, *_, last = (prose.quoted(name) for name in names.values())
    described = message("trace_steps_described", first=first, last=last)
    rows = [
        FigureRow(names[step], step=step, after=before, text=message(f"step_{step}"))
        for step, before in steps.items()
    ]
    wording = Wording(message("trace_steps_caption"), described, [])
    plot = Plot(FigureKind.STEPS, [], rows)
    return figure("fig-steps", wording, plot, _steps_table(rows, tables, wording.caption))


def _steps_table(steps: Sequence[FigureRow], tables: Tables, caption: str) -> Table:
    """A row a step: its name, its rule, what is done, and what it follows on."""
    message = tables.prose.language.message
    names = {step.step: step.label for step in steps}
    rows = [
        Row(
            step.label,
            (
                Text(step.step),
                Text(step.text),
                Text(", ".join(names[before] for before in step.after) or "–"),
            ),
        )
        for step in steps
    ]
    headings = ("trace_steps", "trace_steps_rule", "trace_steps_value", "trace_steps_after")
    columns = [text_column(message(heading)) for heading in headings]
    return tables.table("table-steps", caption, columns, rows)
