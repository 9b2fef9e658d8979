"""Lines for a user: those alike are told together."""

from godegrep.core.errors import MOST_ALIKE, Mistake, together


def test_many_lines_that_differ_in_one_name_are_one() -> None:
    lines = [f"study/x.yaml line {n + 3}: the theme t{n} does not exist." for n in range(110)]
    (line,) = Mistake(lines).lines
    assert line == (
        "study/x.yaml line 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, …: the theme t0, t1, t2, … "
        "(110 in all) does not exist."
    )


def test_what_differs_in_its_row_alone_keeps_the_rows() -> None:
    lines = [f"ola.xlsx, row {n}: 'kanskje'; expected ja." for n in range(2, 9)]
    assert together(lines) == [
        "ola.xlsx, row 2, 3, 4, 5, 6, 7, 8: 'kanskje'; expected ja. (7 in all)"
    ]


def test_few_lines_stay_as_they_are_and_none_is_told_twice() -> None:
    lines = [f"row {n}: a" for n in range(MOST_ALIKE)]
    assert together([*lines, *lines]) == lines
    assert together(["a b c", "d e f", *lines]) == ["a b c", "d e f", *lines]


def test_each_kind_is_one_line_where_its_first_stood() -> None:
    lines = [text for n in range(9) for text in (f"no item a{n}.", f"no code b{n}, in {n}.")]
    assert together(["first", *lines, "last"]) == [
        "first",
        "no item a0, a1, a2, … (9 in all).",
        *(f"no code b{n}, in {n}." for n in range(9)),
        "last",
    ]
