"""What a wheel holds beside the package: the workflow, which here stands at the top."""

from pathlib import Path
from shutil import copy2

from setuptools import setup
from setuptools.command.build_py import build_py

WORKFLOW = ("Snakefile", "workflow/rules/*.smk", "scripts/*.py", "profiles/default/config.yaml")


class BuildWithWorkflow(build_py):
    """Copies the workflow to `godegrep/pipeline/`, each file at its place below the repository."""

    def run(self) -> None:
        """Build the package as ever; an editable install finds the workflow where it stands."""
        super().run()
        if self.editable_mode:
            return
        for pattern in WORKFLOW:
            for file in sorted(Path().glob(pattern)):
                target = Path(self.build_lib, "godegrep", "pipeline", file)
                target.parent.mkdir(parents=True, exist_ok=True)
                copy2(file, target)


setup(cmdclass={"build_py": BuildWithWorkflow})
