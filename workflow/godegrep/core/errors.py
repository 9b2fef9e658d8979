"""A user's mistake, kept apart from a fault of the program."""

from collections.abc import Iterable


class Mistake(Exception):
    """Something the user can mend; each line names the place, what was expected and what to do.

    All mistakes of one kind are gathered and raised together. Whoever runs the program shows the
    lines and no traceback; every other exception is a fault and keeps its traceback.
    """

    def __init__(self, lines: str | Iterable[str]) -> None:
        self.lines = [lines] if isinstance(lines, str) else list(lines)
        super().__init__("\n".join(self.lines))
