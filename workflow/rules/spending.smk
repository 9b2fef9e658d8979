# results/register/panel.parquet → coefficients, index, growth, practice → results/register/{lang}/report.json


def tried(wildcards):
    """What answers are set beside: the index of a year, by the municipalities of another.

    The questions are those that are tried, but for those that the wave does not ask.
    """
    others = {q.id for q in STUDY.questionnaire if wildcards.wave not in q.waves()}
    return {
        "year": PRACTICE.years[wildcards.wave],
        "numbers": REGISTER.year,
        "population": EXPECTED.population if EXPECTED else "",
        "questions": [name for name in PRACTICE.questions if name not in others],
    }


rule register_expected:
    input:
        panel="results/register/panel.parquet",
    output:
        coefficients="results/register/coefficients.parquet",
        index="results/register/index.parquet",
        fit="results/register/fit.json",
        left_out="results/register/left_out.csv",
    log:
        "results/logs/register/expected.log",
    params:
        code=code("register_expected"),
        settings=stored(EXPECTED),
        level=STUDY.config.design.level,
    script:
        "../../scripts/register_expected.py"


rule register_growth:
    input:
        panel="results/register/panel.parquet",
    output:
        growth="results/register/growth.parquet",
    log:
        "results/logs/register/growth.log",
    params:
        code=code("register_growth"),
        measures=stored(GROWTH),
    script:
        "../../scripts/register_growth.py"


rule register_practice:
    input:
        sampled=SAMPLED,
        questionnaire="results/{wave}/questionnaire.json",
        register=["results/register/index.parquet", "results/register/panel.parquet"],
    output:
        practice="results/{wave}/practice.parquet",
        told="results/{wave}/practice.json",
    log:
        "results/logs/{wave}/register_practice.log",
    params:
        code=code("register_practice"),
        wave="{wave}",
        settings=settings("suppression", "tests"),
        tried=tried,
    script:
        "../../scripts/register_practice.py"


rule compose_register:
    input:
        descriptions=register_descriptions(Path()),
        spending=(
            expand(
                "results/register/{file}",
                file=["coefficients.parquet", "index.parquet", "fit.json", "classes.parquet"],
            )
            if EXPECTED
            else []
        ),
        growth=["results/register/growth.parquet"] if GROWTH else [],
        practices=expand(
            "results/{wave}/practice.{kind}", wave=PRACTICE_WAVES, kind=["parquet", "json"]
        ),
        questionnaires=expand("results/{wave}/questionnaire.json", wave=PRACTICE_WAVES),
        logo=LOGO,
    output:
        report="results/register/{lang}/report.json",
    log:
        "results/logs/register/compose_{lang}.log",
    params:
        code=code("compose_register"),
        language="{lang}",
        settings=settings("report", "register"),
        level=STUDY.config.design.level,
        synthetic=[wave.name for wave in STUDY.config.waves if wave.synthetic],
    script:
        "../../scripts/compose_register.py"
