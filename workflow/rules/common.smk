# What the files of rules share: a job's code and settings, and which files a wave is made of


# The parts of config.yaml that every table depends on.
TABLE_SETTINGS = ("frame", "breaks", "suppression")


def code(script):
    """A digest of what a script runs on: Snakemake itself follows the script only."""
    return DIGESTS.of(pipeline() / "scripts" / f"{script}.py")


def settings(*names):
    """Those parts of config.yaml that a rule depends on, each whole, with its defaults."""
    return {name: stored(getattr(STUDY.config, name)) for name in names}


def compared_settings(*more):
    """What the tables depend on, and where the waves that are compared come from."""

    def of_wave(wildcards):
        waves = map(STUDY.config.wave, with_the_one_before(wildcards.wave))
        return {**settings(*TABLE_SETTINGS, *more), "waves": [stored(wave) for wave in waves]}

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
    return lambda wildcards: expand(
        f"results/{{wave}}/{file}", wave=with_the_one_before(wildcards.wave)
    )


# A wave as `read_sampled_wave` reads it.
OF_SAMPLE = ("checked.parquet", "sample.parquet", "weighting.json")
SAMPLED = [f"results/{{wave}}/{file}" for file in OF_SAMPLE]


def sampled_before(wildcards):
    """The wave that this one is compared with, where there is one."""
    return expand(SAMPLED, wave=before(wildcards.wave)[-1:])
