"""A browser without a screen, and what axe-core says of a page in it."""

import shutil
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((found for name in NAMES if (found := shutil.which(name))), None)


def schemes_asked_for(page: Any) -> list[str]:
    """A list that grows by the scheme (file, data, https, …) of all that the page fetches."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.split(":")[0]))
    return asked


def violations(page: Any) -> list[tuple[str, str, list[Any]]]:
    """What axe-core finds in a page: rule, what it asks, and the elements that break it."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(one["id"], one["help"], [node["html"] for node in one["nodes"]]) for one in found]
