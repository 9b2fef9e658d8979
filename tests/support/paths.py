"""Where the tests find what they read."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
SHARED = ROOT.parent / "shared"
"""Files of others, too large or not ours to keep here; tests of them are skipped without it."""
BIN = Path(sys.executable).parent
