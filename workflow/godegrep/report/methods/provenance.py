"""How a report came about: its steps, settings, files and software."""

from collections.abc import Mapping
from typing import Any

from godegrep.core.text_by_language import in_language
from godegrep.document.blocks import Block, paragraph, reference_run, text_run
from godegrep.report.closed.questions import ClosedQuestions
from godegrep.report.methods.steps import OF_CHANGES, OF_OPEN_ANSWERS, without
from godegrep.report.parts.wave_results import WaveResults
from godegrep.study.config import Config


def settings_of(config: Config, language: str) -> dict[str, str]:
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


def trace(results: WaveResults, closed: ClosedQuestions) -> list[Block]:
    """Where the numbers stand, the steps as a drawing, and tables of what they were made with."""
    say, message = closed.prose.say, results.language.message
    about = [reference_run("about")]
    blocks = [paragraph(say("trace_numbers"), say("trace_below", about=about))]
    blocks.append(_steps(results, closed))
    parts: tuple[tuple[str, Mapping[str, str]], ...] = (
        ("settings", settings_of(results.config, results.language.code)),
        ("files", dict(sorted(results.files.items()))),
        ("versions", dict(sorted(results.versions.items()))),
    )
    for name, entries in parts:
        if entries:
            rows = [_row(key, value) for key, value in entries.items()]
            columns = [message(f"trace_{name}"), message(f"trace_{name}_value")]
            caption = message(f"trace_{name}_caption")
            blocks.append(closed.block(f"table-{name}", caption, columns, rows))
    return blocks


def _row(label: str, *cells: str) -> dict[str, Any]:
    return {"label": label, "combined": False, "cells": [text_run(cell) for cell in cells]}


def _steps(results: WaveResults, closed: ClosedQuestions) -> Block:
    """The steps that the report came about by, as a drawing with its table."""
    message = results.language.message
    left_out = set() if results.trends else set(OF_CHANGES)
    if not results.questionnaire.items("open"):
        left_out |= OF_OPEN_ANSWERS
    steps = without(left_out)
    names = {step: message(f"step_name_{step}") for step in steps}
    said = {step: message(f"step_{step}") for step in steps}
    caption = message("trace_steps_caption")
    headings = ("trace_steps", "trace_steps_rule", "trace_steps_value", "trace_steps_after")
    table = [
        _row(names[step], step, said[step], ", ".join(names[one] for one in before) or "–")
        for step, before in steps.items()
    ]
    rows = [
        {
            "label": names[step],
            "n": None,
            "values": [],
            "step": step,
            "after": list(before),
            "text": said[step],
        }
        for step, before in steps.items()
    ]
    first, *_, last = (closed.prose.quoted(name) for name in names.values())
    return {
        "type": "figure",
        "id": "fig-steps",
        "kind": "steps",
        "number": "",
        "title": caption,
        "caption": caption,
        "description": message("trace_steps_described", first=first, last=last),
        "categories": [],
        "rows": rows,
        "base": "",
        "source": [],
        "table": closed.block("table-steps", caption, [*map(message, headings)], table),
    }
