from godegrep.coding.reasons import Reasons

EXAMPLES = [
    ("Bolig og husleie", "housing"),
    ("Hjelp til bolig", "housing"),
    ("Hjelp til kurs og arbeid", "work"),
    ("Arbeid først", "work"),
]


def test_words_that_set_a_code_apart_the_strongest_first() -> None:
    reasons = Reasons(EXAMPLES)
    # «bolig» stands in both texts of the code, «husleie» in one; «hjelp» in as many of the others.
    assert reasons.words("Hjelp med husleie og bolig", "housing") == ["bolig", "husleie"]
    assert reasons.words("Hjelp med husleie og bolig", "work") == []
    assert reasons.words("Hjelp med husleie og bolig", "housing", most=1) == ["bolig"]


def test_parts_of_compounds_speak_too_but_less() -> None:
    reasons = Reasons(EXAMPLES)
    assert reasons.words("Eget boligkontor", "housing") == ["boligkontor"]
    assert reasons.words("Boligkontor og husleie", "housing") == ["husleie", "boligkontor"]
    assert reasons.words("Boliger og boligkontor", "housing") == ["boliger", "boligkontor"]
    assert reasons.words("Kurset", "work") == ["kurset"]


def test_a_code_of_which_nothing_is_known() -> None:
    assert Reasons(EXAMPLES).words("Bolig", "other") == []
    assert Reasons([]).words("Bolig", "housing") == []
    assert Reasons([("Bolig", "only")]).words("Hjelp til bolig", "only") == ["bolig"]
