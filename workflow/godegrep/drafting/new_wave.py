"""`godegrep new-wave`: an export becomes a wave of a study, or the first wave of a new one."""

import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from godegrep.answers.checks import check
from godegrep.answers.ingest import ingest
from godegrep.answers.problems import lines
from godegrep.core.columns import each_once
from godegrep.core.errors import Mistake
from godegrep.core.files import write_bytes, write_text
from godegrep.core.resources import pipeline
from godegrep.core.text import tidy
from godegrep.drafting.crosswalk import extend
from godegrep.drafting.draft import draft
from godegrep.drafting.guesses import GUESSED, THEMES, Draft
from godegrep.drafting.join import Crosswalk
from godegrep.exports.export import STATUSES, Export
from godegrep.exports.read import read_export
from godegrep.masking.personal_data import mask
from godegrep.sampling.frame import read_frame
from godegrep.study.config import Config
from godegrep.study.paths import CODEBOOK, CONFIG, QUESTIONNAIRE
from godegrep.study.read import read_study
from godegrep.study.study import Study
from godegrep.study.write import append, comment, dump, load, mark, new_file, styled

WAVE_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]*")
_TITLE = {"nb": "Spørreundersøkelse", "nn": "Spørjeundersøking", "en": "Survey"}
_SHOWN = 12
_SNAKEFILE = "import godegrep\ninclude: godegrep.snakefile()\n"
_PROFILE = "profiles/default/config.yaml"
_OWN_NUMBERS = ("id", "response id", "svar-id", "$submission_id", "respondentid")


@dataclass
class _Plan:
    """All that is to be written: texts by path, files to copy, and what to tell the researcher."""

    texts: dict[str, str] = field(default_factory=dict)
    copies: dict[str, Path] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)


def new_wave(name: str, path: Path, folder: Path) -> list[str]:
    """Make an export a wave of the study in `folder`, and say in plain lines what was done.

    Without a `config.yaml` in the folder a study is started. Nothing is written before the whole of
    it has been tried: the new files are read as a study, and the wave is ingested and checked.
    Raises Mistake for a name that is no wave's name or is taken, an export that cannot be read, and
    files that would be overwritten.
    """
    if not WAVE_NAME.fullmatch(name):
        raise Mistake(
            f"{name!r} cannot be the name of a wave: letters a to z, digits, - and _ only, "
            "beginning with a letter or a digit. Such as 2024."
        )
    export = read_export(path)
    if export.table.empty:
        raise Mistake(f"{path}: the export holds no answers. Export it again.")
    study = read_study(folder) if (folder / CONFIG).exists() else None
    drafted = draft(export, name, *((_options(study), _alone(study)) if study else ()))
    if not drafted.document["questions"]:
        raise Mistake(f"{path}: no column looks like a question. Export all columns.")
    plan = _Plan()
    _plan_copies(plan, name, export, folder)
    if study:
        _plan_wave(plan, name, export, drafted, study, folder)
    else:
        _plan_study(plan, name, export, drafted, folder)
    _plan_workflow(plan, folder)
    plan.told += _first_look(_tried(plan, folder), name, export, folder)
    _carry_out(plan, folder)
    decide = [f"  - {line}" for line in plan.decisions]
    place = "" if folder.resolve() == Path().resolve() else f"cd {folder} && "
    undecided = ["Left to decide:", *decide] if decide else []
    return [*plan.told, *undecided, f"Next: {place}snakemake reports/"]


def _plan_copies(plan: _Plan, name: str, export: Export, folder: Path) -> None:
    for source in export.files:
        target = f"study/waves/{name}/{source.name}"
        existing = folder / target
        if existing.exists() and existing.read_bytes() != source.read_bytes():
            raise Mistake(
                f"{target} exists already, with other content. Choose another name for the wave, "
                "or move that file away."
            )
        if not existing.exists():
            plan.copies[target] = source
    plan.told.append(
        f"Read {export.files[0].name} ({export.tool}): {len(export.table)} rows, "
        f"{len(export.columns)} columns; it is in study/waves/{name}/."
    )
    if export.status is not None:
        counts = export.status.value_counts()
        statuses = [f"{counts[s]} {s.replace('_', ' ')}" for s in STATUSES if s in counts]
        plan.told.append(f"Status: {', '.join(statuses)}.")
    plan.told += [f"Note: {note}" for note in export.notes]


def _entry(name: str, export: Export, respondent: str, frame: str = "") -> dict[str, str]:
    entry = {"export": f"study/waves/{name}/{export.files[0].name}"}
    entry |= {"respondent": respondent} if respondent else {}
    return entry | ({"frame": frame} if frame else {})


def _plan_workflow(plan: _Plan, folder: Path) -> None:
    """The study's own Snakefile, so that `snakemake reports/` works in its folder."""
    profile = (pipeline() / _PROFILE).read_text(encoding="utf-8")
    for path, text in {"Snakefile": _SNAKEFILE, _PROFILE: profile}.items():
        if not (folder / path).exists():
            plan.texts[path] = text


def _respondent(export: Export, known: set[str], earlier: Iterable[str]) -> str:
    """The column that names the respondent: each once, and in the frame if there is one."""

    def names_each(column: str) -> bool:
        values = each_once(export.table[column], tidy)
        named = values.ne("").all() and values.is_unique
        return bool(named and (not known or known >= set(values)))

    likely = [c.name for c in export.columns if c.name in set(earlier)]
    likely += [c.name for c in export.columns if c.kind == "identifying"]
    # A person's name or address would follow the answers through every file; a number will do.
    personal = re.compile("navn|name|mail|post|forn|ettern|tlf|fon|fnr|^ip", re.IGNORECASE)
    likely = [column for column in likely if not personal.search(column)]
    # The survey tool's own number is a new one in each wave, so anything else is better.
    likely.sort(key=lambda column: tidy(column).casefold() in _OWN_NUMBERS)
    return next((column for column in likely if names_each(column)), "")


def _plan_study(plan: _Plan, name: str, export: Export, drafted: Draft, folder: Path) -> None:
    existing = [path for path in (QUESTIONNAIRE, CODEBOOK) if (folder / path).exists()]
    if existing:
        raise Mistake(
            f"{path} exists, but {CONFIG} does not. Start a study in an empty folder, or put "
            f"{CONFIG} back."
            for path in existing
        )
    language = drafted.language
    respondent = _respondent(export, set(), ())
    config = {
        "title": {language: _TITLE[language]},
        "institute": "",
        "languages": [language],
        "waves": {name: _entry(name, export, respondent)},
        "design": {"strata": [], "weights": "none", "finite_population": False},
        "breaks": [],
    }
    plan.decisions += [
        f"Title and institute in {CONFIG}; `frame` and `strata` if you know everyone invited; "
        "`finite_population: true` if the invited are the whole population.",
        *drafted.decisions(),
    ]
    if respondent:
        plan.decisions.append(f"The column {respondent!r} is taken to name the respondent.")
    plan.texts = {
        QUESTIONNAIRE: new_file(
            _marked(drafted),
            [
                f"Drafted by `godegrep new-wave {name}` from {export.files[0].name}. To decide:",
                *(f"- {line}" for line in plan.decisions),
                "Delete a line once it is decided.",
            ],
        ),
        CODEBOOK: new_file(
            styled({"version": 1, "codes": []}),
            [
                "The codes of the open answers: id, name, definition, and more if you like.",
                f"`snakemake results/{name}/codebook_draft.yaml` drafts them from the answers.",
            ],
        ),
        CONFIG: new_file(
            styled(config), ["The settings of the study; paths start in this folder."]
        ),
    }
    kinds = pd.Series([question["type"] for question in drafted.document["questions"]])
    counted = ", ".join(f"{count} {kind}" for kind, count in kinds.value_counts().items())
    plan.told.append(f"Started a study: {len(kinds)} questions ({counted}) in {QUESTIONNAIRE}.")


def _marked(drafted: Draft) -> Any:
    """The drafted document, with a remark behind each routing that is a guess."""
    document = styled(drafted.document)
    for question in document["questions"]:
        if question["id"] in drafted.routed:
            mark(question, "asked_if", GUESSED)
    return document


def _options(study: Study) -> list[set[str]]:
    """The texts of each closed question's options."""
    return [
        {text for option in question.options for text in option.text.values()}
        for question in study.questionnaire
        if question.type in ("single", "grid")
    ]


def _alone(study: Study) -> set[str]:
    """The wordings and columns of the questions that have one column each."""
    alone = [question for question in study.questionnaire if question.type in ("single", "number")]
    wordings = [
        wording for q in alone for wording in (q.text, *(r.text for r in q.reworded.values()))
    ]
    columns = [item.columns for question in alone for item in question.items]
    return {text for of_waves in (*wordings, *columns) for text in of_waves.values()}


def _plan_wave(
    plan: _Plan, name: str, export: Export, drafted: Draft, study: Study, folder: Path
) -> None:
    if any(wave.name == name for wave in study.config.waves):
        raise Mistake(f"{CONFIG} has a wave {name} already. Choose another name.")
    text = (folder / QUESTIONNAIRE).read_text(encoding="utf-8-sig")
    questionnaire = load(text)
    walk = extend(questionnaire, drafted, export, name, styled)
    plan.decisions += walk.decisions
    drafted.guesses.pop(THEMES)
    plan.decisions += drafted.decisions(without=walk.joined)
    plan.texts[QUESTIONNAIRE] = _with_comment(dump(questionnaire, text), name, plan.decisions)
    plan.texts[CONFIG] = _config_with_wave(plan, name, export, study, folder)
    plan.told += _crosswalk_lines(walk, study)


def _with_comment(text: str, name: str, decisions: Iterable[str]) -> str:
    """What is to be decided of the wave, as comments at the top of the file."""
    lines = [f"- {line}" for line in decisions]
    if not lines:
        return text
    return comment([f"Wave {name}, added by `godegrep new-wave`. To decide:", *lines]) + "\n" + text


def _config_with_wave(plan: _Plan, name: str, export: Export, study: Study, folder: Path) -> str:
    config = study.config
    frame, known = _frame(name, export, config, folder)
    respondent = _respondent(export, known, [wave.respondent for wave in config.waves])
    if frame and respondent:
        plan.decisions.append(f"The frame of this wave is taken to be {frame}.")
    elif any(wave.frame for wave in config.waves):
        frame = ""
        plan.decisions.append(
            f"The wave has no frame: put everyone invited in study/waves/{name}/frame.csv and name "
            f"`frame` and `respondent` for {name} in {CONFIG}."
        )
    text = (folder / CONFIG).read_text(encoding="utf-8-sig")
    document = load(text)
    entry = styled({name: _entry(name, export, respondent, frame)})
    for key in entry:
        append(document["waves"], key, entry[key])
    return dump(document, text)


def _frame(name: str, export: Export, config: Config, folder: Path) -> tuple[str, set[str]]:
    """The frame that holds every respondent: the wave's own, or that of the latest wave."""
    of_wave = f"study/waves/{name}/frame.csv"
    earlier = [wave.frame for wave in reversed(config.waves) if wave.frame]
    for path in [of_wave] * (folder / of_wave).exists() + earlier:
        known = set(read_frame(folder / path, config.frame)["respondent"])
        if _respondent(export, known, [wave.respondent for wave in config.waves]):
            return path, known
    return "", set()


def _crosswalk_lines(walk: Crosswalk, study: Study) -> list[str]:
    latest = study.config.waves[-1].name
    asked = {question.id for question in study.questionnaire if latest in question.waves()}
    parts = {
        "Same as before": walk.same,
        "Changed (not compared)": walk.changed,
        "New": walk.new,
        f"Not asked this time, but in {latest}": [name for name in walk.gone if name in asked],
        "Not asked this time, nor the last": [name for name in walk.gone if name not in asked],
    }
    return [f"{what}: {len(ids)} ({', '.join(ids)})" for what, ids in parts.items() if ids]


def _tried(plan: _Plan, folder: Path) -> Study:
    """The study as it will be, read from a copy; a breach here would be a fault of the draft."""
    with tempfile.TemporaryDirectory() as copy:
        for path in (CONFIG, QUESTIONNAIRE, CODEBOOK):
            if path in plan.texts:
                write_text(plan.texts[path], Path(copy) / path)
            elif (folder / path).exists():
                write_bytes((folder / path).read_bytes(), Path(copy) / path)
        return read_study(copy)


def _first_look(study: Study, name: str, export: Export, folder: Path) -> list[str]:
    """What the check finds in the new wave, the gravest first."""
    wave = study.config.wave(name)
    view = study.questionnaire.view(name)
    weight = study.config.design.weight_column
    frame = read_frame(folder / wave.frame, study.config.frame, weight) if wave.frame else None
    answers, unknown = ingest(export, frame, view, wave, mask)
    _, problems = check(answers, unknown, view, name, wave.export)
    if problems.empty:
        return ["The check finds no problem in the answers."]
    counts = problems["severity"].value_counts()
    counted = ", ".join(f"{count} {severity}" for severity, count in counts.items())
    summary = [f"The check finds: {counted} (`godegrep check` shows all)."]
    grave = problems[problems["severity"] != "note"]
    return summary + [f"  - {line}" for line in lines(grave.head(_SHOWN))]


def _carry_out(plan: _Plan, folder: Path) -> None:
    """Write everything, `config.yaml` last; on an error put back what was there."""
    before: dict[Path, bytes | None] = {}
    targets: Mapping[str, bytes] = {
        **{target: source.read_bytes() for target, source in plan.copies.items()},
        **{target: text.encode("utf-8") for target, text in plan.texts.items()},
    }
    new_folders = _missing_folders(folder, targets)
    try:
        for target in sorted(targets, key=lambda target: (target == CONFIG, target)):
            path = folder / target
            before[path] = path.read_bytes() if path.exists() else None
            write_bytes(targets[target], path)
    except BaseException:
        for path, content in before.items():
            if content is None:
                path.unlink(missing_ok=True)
            else:
                write_bytes(content, path)
        for parent in new_folders:
            shutil.rmtree(parent, ignore_errors=True)
        raise


def _missing_folders(folder: Path, targets: Iterable[str]) -> list[Path]:
    """The folders that do not exist yet, the outermost only."""
    outermost = []
    for target in targets:
        missing = [p for p in (folder / target).parents if not p.exists()]
        outermost += missing[-1:]
    return sorted(set(outermost))
