"""Reading a study's folder: YAML checked against the schemas, and against itself."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from godegrep.coding.codebook_checks import codebook_slips
from godegrep.errors import Mistake
from godegrep.palette import contrast
from godegrep.questionnaire import Questionnaire
from godegrep.study import Codebook, Config, Study, codebook_from_dict, study_from_dicts

SCHEMAS = Path(__file__).parents[2] / "schemas"
CONFIG = "config.yaml"
QUESTIONNAIRE = "study/questionnaire.yaml"
CODEBOOK = "study/codebook.yaml"
GROUND = "#f4f6f8"
"""The darkest ground that the institute's colours stand on in a report."""
LEGIBLE = 4.5
"""The least contrast of text with its ground (WCAG 2.1, level AA)."""


class PlainLoader(yaml.SafeLoader):
    """YAML in which `yes`, `no`, `on` and `off` are words, keys are strings, and none is twice.

    YAML 1.1 reads the option id `no` as False, the wave 2017 as a number and 0123 as 83.
    """

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """A mapping whose keys are the text that stands in the file."""
        self.flatten_mapping(node)
        mapping: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if key in mapping:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key!r} stands twice", key_node.start_mark
                )
            mapping[key] = self.construct_object(value_node, deep=deep)
        return mapping


PlainLoader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")
        and not (tag == "tag:yaml.org,2002:int" and first == "0")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf")
)
PlainLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile("^0$"), ["0"])
PlainLoader.add_constructor(
    "tag:yaml.org,2002:map",
    lambda loader, node: loader.construct_mapping(cast(yaml.MappingNode, node), deep=True),
)


def read_yaml(path: Path, shown: str) -> Any:
    """The content of a YAML file; raises Mistake, naming it as `shown`, if it cannot be read."""
    try:
        return yaml.load(path.read_text(encoding="utf-8-sig"), PlainLoader)
    except FileNotFoundError:
        raise Mistake(
            f"{shown}: there is no such file. `godegrep new-wave` starts a study from an export."
        ) from None
    except UnicodeDecodeError:
        raise Mistake(f"{shown}: not UTF-8; save it as UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f" line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise Mistake(
            f"{shown}{place}: not valid YAML: {error.problem}. "
            "A text with : ? # , or brackets in it stands in quotation marks."
        ) from None


def _place(document: Any, path: Iterable[str | int]) -> str:
    """Where in a document: `codes[2].definition`, with the id of what has one, as nobody counts."""
    place, named, here = "", "", document
    for part in path:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else str(part)
        here = here[part]
        if isinstance(part, int) and isinstance(here, Mapping):
            named = str(here.get("id", named))
    return f"{place or 'at the top'}{f' ({named})' if named else ''}"


@cache
def _schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    return schema


def _plain(error: Any) -> str:
    """What a breach of a schema means, in a plain sentence."""
    value = error.instance
    shown = json.dumps(value, ensure_ascii=False, default=str)
    shown = shown if len(shown) < 60 else shown[:57] + "…"
    if error.validator == "additionalProperties":
        extra = sorted(set(value) - set(error.schema.get("properties", {})))
        known = ", ".join(error.schema.get("properties", {}))
        return f"{', '.join(extra)} is not known here; known are: {known}"
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in value]
        return f"{', '.join(missing)} is missing"
    if error.validator == "enum":
        choices = ", ".join(str(choice) or '""' for choice in error.validator_value)
        return f"{shown} is not one of: {choices}"
    if error.validator == "type":
        expected = error.validator_value
        expected = expected if isinstance(expected, str) else " or ".join(expected)
        return f"{shown} should be of type {expected}"
    if error.validator == "dependentRequired":
        return error.message.replace("is a dependency of", "is needed together with")
    description = error.schema.get("description") if isinstance(error.schema, Mapping) else None
    return f"{shown} does not fit" + (f": {description}" if description else f" ({error.message})")


def breaches(document: Any, schema_name: str, shown: str) -> list[str]:
    """Every breach of a schema, each a plain line that names the file as `shown`."""
    from jsonschema import Draft202012Validator

    schema = _schema(schema_name)
    errors = sorted(
        Draft202012Validator(schema).iter_errors(document),
        key=lambda error: [f"{part:>9}" for part in error.absolute_path],
    )
    return [
        f"{shown}: {_place(document, error.absolute_path)}: {_plain(error).rstrip('.')}."
        for error in errors
    ]


def _twice(names: Iterable[str]) -> list[str]:
    return sorted(name for name, count in Counter(names).items() if count > 1)


def _questionnaire_slips(
    document: Mapping[str, Any], questionnaire: Questionnaire, waves: set[str]
) -> Iterator[str]:
    shown = QUESTIONNAIRE
    for name in _twice(question.id for question in questionnaire):
        yield f"{shown}: the question id {name} is used twice; every id must be its own."
    themes = {theme.id for theme in questionnaire.themes}
    scales = set(document.get("scales", {}))
    raw = {str(question["id"]): question for question in document["questions"]}
    items = {item.id: question for question, item in questionnaire.items()}
    for question in questionnaire:
        where = f"{shown}: {question.id}"
        scale = raw[question.id].get("scale")
        if scale is not None and scale not in scales:
            yield f"{where}: the scale {scale} does not exist; there are: {_listed(scales)}."
        if question.theme not in themes:
            yield (
                f"{where}: the theme {question.theme} does not exist; there are: {_listed(themes)}."
            )
        for name in _twice(item.id for item in question.items):
            yield f"{where}: the item {name} stands twice."
        options = {option.id for option in question.options}
        for name in _twice(option.id for option in question.options):
            yield f"{where}: the option {name} stands twice."
        for group in question.groups:
            for name in sorted(set(group.options) - options):
                yield f"{where}: the group {group.id} names the unknown option {name}."
        for wave in sorted(question.waves() | set(question.reworded)):
            if wave not in waves:
                yield f"{where}: the wave {wave} is not in {CONFIG}; there are: {_listed(waves)}."
                continue
            codes = [code for option in question.options for code in option.raw(wave)]
            for code in _twice(codes):
                yield (
                    f"{where}: the code {code!r} stands for several options in wave {wave}; "
                    "give each option codes of its own."
                )
        asked_if = question.asked_if
        if asked_if and asked_if.item not in items:
            yield f"{where}: asked_if names the item {asked_if.item}, which does not exist."
        elif asked_if:
            known = {option.id for option in items[asked_if.item].options} or {"selected"}
            for answer in sorted(set(asked_if.answers) - known):
                yield (
                    f"{where}: asked_if names the answer {answer}, which {asked_if.item} does not "
                    f"have; it has: {_listed(known)}."
                )
    for wave in sorted(waves):
        columns = [
            column
            for question in questionnaire
            for column in (
                # In a joined column the items name choices; own words may be an open answer too.
                *(
                    [question.column[wave]]
                    if wave in question.column
                    else (
                        item.columns[wave]
                        for item in question.items
                        if wave in item.columns and not item.own_words
                    )
                ),
            )
        ]
        for column in _twice(columns):
            yield f"{shown}: the column {column!r} of wave {wave} is used by several items."


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def _cover_slips(config: Config) -> Iterator[str]:
    if config.date:
        try:
            date.fromisoformat(config.date)
        except ValueError:
            yield f"{CONFIG}: date: {config.date} is no day; write it as 2017-08-31."
    for name, colour in vars(config.colours).items():
        if contrast(colour, GROUND) < LEGIBLE:
            yield (
                f"{CONFIG}: colours.{name}: {colour} is too light to be read on white; "
                "take a darker one."
            )


def _study_slips(study: Study) -> Iterator[str]:
    config, questionnaire = study.config, study.questionnaire
    yield from _cover_slips(config)
    variables = {variable.name for variable in config.variables}
    singles = {question.id for question in questionnaire if question.type == "single"}
    for name in config.strata:
        if name not in variables:
            yield (
                f"{CONFIG}: design.strata: {name} is not a variable of the frame; "
                f"there are: {_listed(variables)}."
            )
    named = [("weights." + config.weights.kind, name) for name in config.weights.names]
    if config.weights.kind == "column":
        named = []
    if config.cluster:
        named.append(("clusters", config.cluster))
    for place, name in named:
        if name not in variables:
            yield (
                f"{CONFIG}: design.{place}: {name} is not a variable of the frame; "
                f"there are: {_listed(variables)}."
            )
    if config.weights.kind not in ("none", "column"):
        for wave in config.waves:
            if not wave.frame:
                yield (
                    f"{CONFIG}: design.weights: wave {wave.name} has no frame, so that "
                    "nobody knows what its answers should weigh; give it one, or weights: none."
                )
    for question in questionnaire:
        if question.index and (question.type != "grid" or len(question.items) < 2):
            yield (
                f"{QUESTIONNAIRE}: {question.id}: an index takes a grid of two items or more; "
                "leave `index` out."
            )
        if question.index and not question.ordered:
            yield f"{QUESTIONNAIRE}: {question.id}: an index takes a scale with `ordered: true`."
    for name in config.breaks:
        if name not in variables | singles:
            yield (
                f"{CONFIG}: breaks: {name} is neither a variable of the frame "
                f"({_listed(variables)}) nor a single question ({_listed(singles)})."
            )
    scaled = {q.id for q in questionnaire if q.ordered and q.type in ("single", "grid")}
    for name in config.diverging:
        if name not in scaled:
            yield (
                f"{CONFIG}: figures.diverging: {name} is no question on a scale with "
                f"`ordered: true`; there are: {_listed(scaled)}."
            )
    if any(wave.frame for wave in config.waves) and not config.frame_respondent:
        yield f"{CONFIG}: frame.respondent must name the frame's column of respondents."
    opens = {question.id for question in questionnaire if question.type == "open"}
    for name in config.clusters:
        if name not in opens:
            yield (
                f"{CONFIG}: open.clusters: {name} is not an open question; "
                f"there are: {_listed(opens)}."
            )
    for wave in config.waves:
        if not any(wave.name in question.waves() for question in questionnaire):
            yield (
                f"{QUESTIONNAIRE}: no question has a column for wave {wave.name}; "
                f"`godegrep new-wave {wave.name} EXPORT` drafts them."
            )


def read_codebook(paths: Sequence[str | Path]) -> Codebook:
    """The codebook in the file named, or an empty one where none is named.

    A job is given a list, because a study need not have a codebook; `read_study` has checked it.
    """
    documents = [read_yaml(Path(path), CODEBOOK) for path in paths]
    return codebook_from_dict(documents[0] if documents else {})


def read_study(folder: Path | str = ".") -> Study:
    """Read and check `config.yaml`, the questionnaire and the codebook of a study's folder.

    Raises Mistake with every breach of the schemas, or, where there is none, with everything in
    which the three files do not fit each other.
    """
    folder = Path(folder)
    lines: list[str] = []
    documents: list[Any] = []
    for name, schema in (
        (CONFIG, "config.schema.json"),
        (QUESTIONNAIRE, "questionnaire.schema.json"),
        (CODEBOOK, "codebook.schema.json"),
    ):
        if name == CODEBOOK and not (folder / name).exists():
            documents.append({"codes": []})
            continue
        try:
            document = read_yaml(folder / name, name)
        except Mistake as mistake:
            lines += mistake.lines
            continue
        lines += breaches(document, schema, name)
        documents.append(document)
    if lines:
        raise Mistake(lines)
    study = study_from_dicts(*documents)
    waves = {wave.name for wave in study.config.waves}
    lines += _questionnaire_slips(documents[1], study.questionnaire, waves)
    lines += _study_slips(study)
    slips = codebook_slips(study.codebook, study.questionnaire)
    lines += [f"{CODEBOOK}: {slip}" for slip in slips]
    if "register" in documents[0]:
        from godegrep.register.slips import register_slips

        lines += register_slips(documents[0]["register"], study)
    if lines:
        raise Mistake(lines)
    return study


def check_files(study: Study, folder: Path | str = ".") -> None:
    """Raise Mistake with all exports and frames that the config names and the folder lacks."""
    lines = [
        f"{CONFIG}: waves.{wave.name}.{key}: there is no file {path}. "
        "Lay it there, or correct the path."
        for wave in study.config.waves
        for key, path in (("export", wave.export), ("frame", wave.frame))
        if path and not (Path(folder) / path).exists()
    ]
    if study.config.logo and not (Path(folder) / study.config.logo).is_file():
        lines.append(f"{CONFIG}: logo: there is no file {study.config.logo}.")
    if lines:
        raise Mistake(lines)
