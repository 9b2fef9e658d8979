"""The files of a small study, as a person would write them."""

from pathlib import Path

from godegrep.study.read import read_study

CONFIG = """
title: {nb: Prøve}
waves:
  2017: {export: study/waves/2017/responses.csv}
  2021: {export: study/waves/2021/responses.csv}
"""
QUESTIONNAIRE = """
scales:
  yes_no:
    options:
      - {id: yes, text: {nb: Ja}, code: 01}
      - {id: no, text: {nb: Nei}, code: 2, codes: {2021: [N, Nei]}}
      - {id: dont_know, text: {nb: Vet ikke}, code: 9, missing: dont_know}
    groups:
      - {id: any, text: {nb: Svar}, options: [yes, no]}
themes:
  - {id: need, title: {nb: Behov}}
  - {id: rest, title: {nb: Annet}}
questions:
  - id: needed
    type: single
    theme: need
    text: {nb: "Trengs det?"}
    scale: yes_no
    columns: {2017: q1, 2021: A}
  - id: which
    type: open
    theme: need
    text: {nb: "Hva?"}
    columns: {2017: q2, 2021: B}
    asked_if: {item: needed, answers: [yes]}
    reworded: {2021: {text: {nb: "Hvilke?"}, note: {nb: Ny ordlyd}}}
  - id: tools
    type: multiple
    theme: rest
    text: {nb: "Hvilke verktøy?"}
    items:
      - {id: phone, text: {nb: Telefon}, columns: {2017: q3_1}}
      - {id: none, text: {nb: Ingen}, columns: {2017: q3_2}, exclusive: true}
"""


def study(
    folder: Path, config: str = CONFIG, questionnaire: str = QUESTIONNAIRE, codebook: str = ""
):
    """Write the files into a folder, and read them as a study."""
    (folder / "study").mkdir(exist_ok=True)
    (folder / "config.yaml").write_text(config, encoding="utf-8")
    (folder / "study/questionnaire.yaml").write_text(questionnaire, encoding="utf-8")
    if codebook:
        (folder / "study/codebook.yaml").write_text(codebook, encoding="utf-8")
    return read_study(folder)
