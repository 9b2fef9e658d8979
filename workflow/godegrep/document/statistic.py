"""What a printed number is: the statistic of its cell, or what else of the cell is printed."""

from enum import StrEnum


class Statistic(StrEnum):
    """What a number says; the names are those of the tables that it comes from (docs/data.md)."""

    # Of the tables of a wave, and of their changes.
    SHARE = "share"
    COMBINED = "combined"
    RESPONSE = "response"
    MEAN = "mean"
    MEDIAN = "median"
    ALPHA = "alpha"
    CHANGE = "change"
    # What is printed of any cell beside its estimate.
    COUNT = "count"
    N = "n"
    INTERVAL = "interval"
    FRACTION = "fraction"
    # Of tests: p-values and effects.
    P = "p"
    P_ADJUSTED = "p_adjusted"
    DRIFT_P = "drift_p"
    CRAMER_V = "cramer_v"
    COHEN_H = "cohen_h"
    COHEN_D = "cohen_d"
    RANK_BISERIAL = "rank_biserial"
    ETA_SQUARED = "eta_squared"
    EPSILON_SQUARED = "epsilon_squared"
    NET_CHANGE = "net_change"
    # Of two waves.
    N_BOTH = "n_both"
    N_FIRST = "n_first"
    N_SECOND = "n_second"
    # Of weights and the design.
    WEIGHT_LEAST = "weight_least"
    WEIGHT_MOST = "weight_most"
    DESIGN_EFFECT = "deff"
    EFFECTIVE_N = "effective_n"
    # Of codes: co-occurrence, saturation, agreement.
    EXPECTED = "expected"
    JACCARD = "jaccard"
    CODES = "codes"
    ANSWERS = "answers"
    NEW = "new"
    PERCENT = "percent"
    KAPPA = "kappa"
    AC1 = "ac1"
    ALPHA_MASI = "alpha_masi"
    PRECISION = "precision"
    RECALL = "recall"
    # Of the register's model and the municipalities' index.
    ESTIMATE = "estimate"
    COEFFICIENT = "coefficient"
    STANDARD_ERROR = "se"
    STANDARDISED = "standardised"
    MUNICIPALITIES = "municipalities"
    LEFT_OUT = "left_out"
    R2_ADJUSTED = "r2_adjusted"
    R2_OUT = "r2_out"
    RMSE = "rmse"
    RMSE_OUT = "rmse_out"
    ACTUAL = "actual"
    INDEX = "index"
    SHRUNK = "shrunk"
    DIFFERENCE = "difference"
    # Of growth, and of mean payments.
    GROWTH = "growth"
    MEDIAN_GROWTH = "median_growth"
    CONTRIBUTION = "contribution"
    FIXED = "fixed"
    LEVEL = "level"
    COMPOSITION = "composition"
    INTERACTION = "interaction"
    BASE_AMOUNT = "base_amount"
    MEAN_GROWTH = "mean_growth"
    BASE_GROWTH = "base_growth"
    EXCESS = "excess"
    # Of practice and spending.
    N_WITH = "n_with"
    N_WITHOUT = "n_without"
    INDEX_DIFFERENCE = "index_difference"


SHARES = frozenset((Statistic.SHARE, Statistic.COMBINED, Statistic.RESPONSE))
"""What is a share from 0 to 1, and printed in per cent."""
P_VALUES = frozenset((Statistic.P, Statistic.P_ADJUSTED, Statistic.DRIFT_P))
