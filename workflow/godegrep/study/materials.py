"""What a study has to code, by name, and where the sheets that people filled in for it lie.

Today every material is the open answers of a wave, and has the wave's name.
"""

from pathlib import Path

from godegrep.study.config import Config


def materials(config: Config) -> list[str]:
    """The names of all materials, in the order in which they may learn from one another."""
    return [wave.name for wave in config.waves]


def earlier_materials(name: str, config: Config) -> list[str]:
    """The materials that suggestions for this one learn from: of a wave, the waves before it."""
    names = materials(config)
    return names[: names.index(name)]


def review_folder(name: str) -> Path:
    """The folder, within the study's, in which the filled-in sheets of a material lie."""
    return Path("study/waves", name, "review")
