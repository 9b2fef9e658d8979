# results/register/panel.parquet → coefficients, index, growth, practice → results/register/{lang}/


def tried(wave):
    """What answers are set beside: the index of a year, by the municipalities of another.

    The questions are those that are tried, but for those that the wave does not ask.
    """
    others = {q.id for q in STUDY.questionnaire if wave not in q.waves()}
    return {
        "year": PRACTICE.years[wave],
        "numbers": REGISTER.year,
        "population": EXPECTED.population if EXPECTED else "",
        "questions": [name for name in PRACTICE.questions if name not in others],
    }


rule register_models:
    input:
        panel="results/register/panel.parquet",
        sampled=expand(SAMPLED, wave=PRACTICE_WAVES),
        questionnaires=expand("results/{wave}/questionnaire.json", wave=PRACTICE_WAVES),
    output:
        **(
            {
                "coefficients": "results/register/coefficients.parquet",
                "index": "results/register/index.parquet",
                "fit": "results/register/fit.json",
                "left_out": "results/register/left_out.csv",
                "classes": "results/register/classes.parquet",
                "practices": expand("results/{wave}/practice.parquet", wave=PRACTICE_WAVES),
                "told": expand("results/{wave}/practice.json", wave=PRACTICE_WAVES),
            }
            if EXPECTED
            else {}
        ),
        **({"growth": "results/register/growth.parquet"} if GROWTH else {}),
    log:
        "results/logs/register/models.log",
    params:
        code=code("register_models"),
        expected=stored(EXPECTED) if EXPECTED else None,
        growth=stored(GROWTH),
        classes={"limits": stored(REGISTER.classes), "each": REGISTER.cases.each},
        level=STUDY.config.design.level,
        settings=settings("suppression", "tests"),
        tried={wave: tried(wave) for wave in PRACTICE_WAVES},
    message:
        "register: spending, growth and practice"
    script:
        "../../scripts/register_models.py"


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
        template=own_template,
    output:
        **drawn("register"),
    log:
        "results/logs/register/compose.log",
    resources:
        mem_mb=2000,
        runtime=30,
    params:
        code=code("compose_register"),
        languages=LANGUAGES,
        settings=settings("report", "register"),
        level=STUDY.config.design.level,
        synthetic=[wave.name for wave in STUDY.config.waves if wave.synthetic],
    message:
        "register: the report in all formats"
    script:
        "../../scripts/compose_register.py"
