"""Where the files of a study lie."""

CONFIG = "config.yaml"
QUESTIONNAIRE = "study/questionnaire.yaml"
CODEBOOK = "study/codebook.yaml"
WORD_TEMPLATE = "study/template.docx"
