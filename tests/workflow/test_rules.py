"""Rules and scripts agree: what a rule names, its script's `main` takes."""

import ast
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from support.paths import ROOT


class Names(NamedTuple):
    """What a rule names, or what a script takes."""

    inputs: set[str]
    outputs: set[str]
    params: set[str]


@pytest.fixture(scope="module")
def rules(tmp_path_factory) -> dict[str, tuple[Path, Names]]:
    """The script and the names of each rule that has one, as Snakemake reads them."""
    from snakemake.api import SnakemakeApi
    from snakemake.settings.types import OutputSettings, Quietness, ResourceSettings

    study = tmp_path_factory.mktemp("example")
    for name in ("config.yaml", "study"):
        (study / name).symlink_to(ROOT / name)
    quiet, resources = OutputSettings(quiet={Quietness.ALL}), ResourceSettings(cores=1)
    with SnakemakeApi(quiet) as api:
        made = api.workflow(resources, snakefile=ROOT / "Snakefile", workdir=study)
        found = [rule for rule in made._workflow.rules if rule.script]
    return {
        rule.name: (
            ROOT / "scripts" / Path(rule.script).name,
            Names({*rule.input.keys()}, {*rule.output.keys()}, {*rule.params.keys()} - {"code"}),
        )
        for rule in found
    }


def taken(script: str, rule: Names) -> Names:
    """What `main` takes; one that has `inputs` or `outputs` takes what the script reads of them.

    A name of neither inputs nor outputs is a parameter.
    """
    tree = ast.parse(script)
    [main] = [part for part in tree.body if getattr(part, "name", "") == "main"]
    assert isinstance(main, ast.FunctionDef)
    arguments = {argument.arg for argument in [*main.args.args, *main.args.kwonlyargs]}
    found = {"params": set(arguments)}
    for name, own in (("inputs", rule.inputs), ("outputs", rule.outputs)):
        together = name in arguments
        found[name] = of_namespace(tree, name, own) if together else arguments & own
        found["params"] -= {name} if together else own
    return Names(**found)


def of_namespace(tree: ast.Module, name: str, own: set[str]) -> set[str]:
    """The attributes of a namespace that a script reads: all, where it hands it on to a room."""
    here = {part.name for part in tree.body if isinstance(part, ast.FunctionDef)}
    parts = list(ast.walk(tree))
    if any(
        isinstance(part, ast.Call)
        and getattr(part.func, "id", "") not in here
        and any(getattr(argument, "id", "") == name for argument in part.args)
        for part in parts
    ):
        return own
    return {
        part.attr
        for part in parts
        if isinstance(part, ast.Attribute)
        and isinstance(part.value, ast.Name)
        and part.value.id == name
    }


@pytest.mark.workflow
def test_a_main_takes_what_its_rules_name(rules):
    told = {
        name: (taken(script.read_text(encoding="utf-8"), names), names)
        for name, (script, names) in rules.items()
    }
    assert len(told) > 20
    wrong = [f"{name}: {main} {rule}" for name, (main, rule) in told.items() if main != rule]
    assert not wrong, "\n".join(wrong)


@pytest.mark.workflow
def test_no_main_takes_more_than_eight_arguments(rules):
    for script, _ in rules.values():
        [main] = re.findall(r"^def main\(([^)]*)\)", script.read_text(encoding="utf-8"), re.M)
        assert len([name for name in main.split(",") if name.strip()]) <= 8, script.name


@pytest.mark.parametrize(
    "script",
    [
        "def main(a, out): read(a)",
        "def main(a, b, c, out): read(a)",
        "def main(inputs, out): read(inputs.a)",
        "def main(inputs, out): read(inputs.a, inputs.b, inputs.c)",
        "def main(inputs): read(inputs.a, inputs.b)",
        "def main(inputs, a, out): read(a, inputs.b)",
        "def main(a, b, outputs): write(outputs.out, outputs.other)",
        "def main(a, b, outputs, more): write(outputs.out)",
    ],
)
def test_a_name_too_many_or_too_few_is_seen(script):
    rule = Names({"a", "b"}, {"out"}, set())
    assert taken(script, rule) != rule


@pytest.mark.parametrize(
    "script",
    [
        "def main(a, b, out): read(a)",
        "def main(a, b, outputs): write(outputs.out)",
        "def main(inputs, out):\n    load(inputs)\n\ndef load(inputs): read(inputs.a, inputs.b)",
    ],
)
def test_all_names_are_found(script):
    rule = Names({"a", "b"}, {"out"}, set())
    assert taken(script, rule) == rule
