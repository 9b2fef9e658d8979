# What the files of rules share: a job's code and settings, and which files a wave is made of


# The parts of config.yaml that every table depends on.
TABLE_SETTINGS = ("frame", "breaks", "suppression")


def code(script):
    """A digest of what a script runs on: Snakemake itself follows the script only."""
    return DIGESTS.of(pipeline() / "scripts" / f"{script}.py")


def settings(*names):
    """Those parts of config.yaml that a rule depends on, so that other edits rerun nothing.

    Each is whole, with the defaults of what is left out; the script reads it back by its type.
    """
    return {name: stored(getattr(STUDY.config, name)) for name in names}


def compared_settings(*more):
    """What the tables depend on, and where the waves that are compared come from."""

    def of_wave(wildcards):
        waves = with_the_one_before(wildcards.wave)
        compared = [stored(STUDY.config.wave(wave)) for wave in waves]
        return {**settings(*TABLE_SETTINGS, *more), "waves": compared}

    return of_wave


def comparable(wildcards):
    """What the two waves that are compared asked."""
    return to_dict(STUDY.questionnaire.among(with_the_one_before(wildcards.wave)))


def before(wave):
    """The waves before this one, in the order of time."""
    return WAVES[: WAVES.index(wave)]


def with_the_one_before(wave):
    """A wave and the one that it is compared with, where there is one."""
    return [*before(wave)[-1:], wave]


def of_compared_waves(file):
    """A file of each of the two waves that are compared."""
    return lambda wildcards: [
        f"results/{wave}/{file}" for wave in with_the_one_before(wildcards.wave)
    ]


# A wave as `read_sampled_wave` reads it.
SAMPLED = expand(
    "results/{{wave}}/{file}", file=["checked.parquet", "sample.parquet", "weighting.json"]
)


def sampled_before(wildcards):
    """The wave that this one is compared with, where there is one."""
    return expand(SAMPLED, wave=before(wildcards.wave)[-1:])
