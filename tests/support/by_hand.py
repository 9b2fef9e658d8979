"""Second reckonings, plain and slow."""


def variance_by_hand(rows, estimate, z):
    """The formula of `variance`, unit by unit: rows are (stratum, unit, population), z by row."""
    strata = {}
    for (stratum, unit, population), value in zip(rows, z, strict=True):
        units, _ = strata.setdefault(stratum, ({}, population))
        units[unit] = units.get(unit, 0.0) + value
    total = 0.0
    for units, population in strata.values():
        n = len(units)
        centre = sum(units.values()) / n
        spread = sum((value - centre) ** 2 for value in units.values())
        total += (1 - n / population) * n / (n - 1) * spread
    return total
