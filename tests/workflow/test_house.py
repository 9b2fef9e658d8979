"""The picture of the house is drawn from the contract, and shows every room."""

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOUSE = runpy.run_path(str(ROOT / "docs" / "draw_house.py"))


def test_the_picture_is_todays():
    picture = (ROOT / "docs" / "house.svg").read_text(encoding="utf-8")
    assert picture == HOUSE["draw"](), "run `python docs/draw_house.py`"


def test_every_room_is_in_the_picture():
    package = ROOT / "workflow" / "godegrep"
    rooms = {path.parent.name for path in package.glob("*/__init__.py")}
    modules = {path.stem for path in package.glob("*.py")} - {"__init__"}
    assert {room for layer in HOUSE["layers"]() for room in layer} == rooms | modules
