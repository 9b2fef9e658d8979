# results/register/panel.parquet → coefficients, index, growth, practice → results/register/{lang}/report.json


def tried(wildcards):
    """The questions that are tried, but for those that the wave does not ask."""
    others = {q.id for q in STUDY.questionnaire if wildcards.wave not in q.waves()}
    return [name for name in REGISTER["practice"]["questions"] if name not in others]


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
        settings=REGISTER.get("expected"),
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
        measures=REGISTER.get("growth", []),
    script:
        "../../scripts/register_growth.py"


rule register_practice:
    input:
        checked="results/{wave}/checked.parquet",
        questionnaire="results/{wave}/questionnaire.json",
        index="results/register/index.parquet",
        panel="results/register/panel.parquet",
        frame=frame_of,
    output:
        practice="results/{wave}/practice.parquet",
        told="results/{wave}/practice.json",
    log:
        "results/logs/{wave}/register_practice.log",
    params:
        code=code("register_practice"),
        wave="{wave}",
        settings={
            **settings("frame", "design", "suppression", "tests"),
            "register": settings("register")["register"],
        },
        questions=tried,
        numbers=REGISTER["year"],
        population=REGISTER.get("expected", {}).get("population"),
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
            if "expected" in REGISTER
            else []
        ),
        growth=["results/register/growth.parquet"] if "growth" in REGISTER else [],
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
        settings=settings(
            "title", "institute", "date", "colours", "unit", "design", "register", "waves"
        ),
    script:
        "../../scripts/compose_register.py"
