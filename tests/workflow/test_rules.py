"""Rules and scripts agree: what a rule names, its script's `main` takes."""

import ast
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, get_type_hints

import pytest
from support.paths import ROOT

from godegrep.render.part import KINDS


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
    """What `main` takes; one that has `inputs` or `outputs` takes what is read of them.

    What is an input and a parameter as well is read as the parameter says. A name of neither inputs
    nor outputs is a parameter.
    """
    tree = ast.parse(script)
    [main] = [part for part in tree.body if getattr(part, "name", "") == "main"]
    assert isinstance(main, ast.FunctionDef)
    arguments = {argument.arg for argument in [*main.args.args, *main.args.kwonlyargs]}
    params = arguments - {"inputs", "outputs"}
    if "inputs" in arguments:
        inputs = of_namespace(tree, "inputs") | (rule.inputs & rule.params & params)
    else:
        inputs = params & rule.inputs
        params -= inputs
    if "outputs" in arguments:
        return Names(inputs, of_namespace(tree, "outputs"), params)
    return Names(inputs, params & rule.outputs, params - rule.outputs)


def of_namespace(tree: ast.Module, name: str) -> set[str]:
    """The attributes of a namespace that a script reads, itself or by a function that it calls."""
    imported = {
        alias.name: part.module
        for part in ast.walk(tree)
        if isinstance(part, ast.ImportFrom)
        for alias in part.names
    }
    read = set()
    for part in ast.walk(tree):
        if isinstance(part, ast.Attribute) and ast.unparse(part.value) == name:
            read.add(part.attr)
        elif isinstance(part, ast.Call) and ast.unparse(part.func) in imported:
            function = ast.unparse(part.func)
            if name in map(ast.unparse, part.args):
                read |= read_by(getattr(import_module(str(imported[function])), function))
    return read


def read_by(function: Callable[..., object]) -> set[str]:
    """The files that a function of the package reads of its argument, as its protocol says.

    `write_reports` writes a file of each kind.
    """
    kinds = get_type_hints(function).values()
    protocols = [kind for kind in kinds if getattr(kind, "_is_protocol", False)]
    return {name for kind in protocols for name in kind.__annotations__} or set(KINDS)


@pytest.mark.workflow
def test_a_main_takes_what_its_rules_name(rules):
    told = {
        name: (taken(script.read_text(encoding="utf-8"), names), names)
        for name, (script, names) in rules.items()
    }
    assert len(told) > 20
    assert {name: pair for name, pair in told.items() if pair[0] != pair[1]} == {}


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
