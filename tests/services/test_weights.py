"""The documentation states the constants that the ranking has."""

from pathlib import Path

import pytest

from services.weights import CATALOGUE_MEAN, DEFAULT, STAR_WEIGHTS

TEXT = " ".join((Path(__file__).parents[2] / "docs" / "ranking.md").read_text(encoding="utf-8").split())
W = DEFAULT


@pytest.mark.parametrize(
    "formula",
    [
        f"$w_s$ = {', '.join(f'{weight:g}' for weight in STAR_WEIGHTS.values())} for",
        rf"\frac{{{W.position_offset:g}}}{{{W.position_offset:g} + r^{{rec}}_s(c)}}"
        rf" + {W.similar:g}\,\frac{{{W.position_offset:g}}}{{{W.position_offset:g} + r^{{sim}}_s(c)}}",
        rf"\ln(1 + V) + {W.quality:g}\,Q + {W.genre:g}\,G + {W.era:g}\,E + {W.fame:g}\,F + {W.language:g}\,L",
        rf"\frac{{n}}{{n + {W.quality_prior:g}}}\,(R - {CATALOGUE_MEAN:g})",
        f"p_g + {W.genre_smoothing:g}".replace("0.", "."),
        rf"\lvert y_c - y_l \rvert / {W.era_years:g}",
        f"({W.fame_smoothing:g} + ".replace("0.", "."),
        rf"\log_{{10}} n_l \rvert / {W.fame_width:g}".replace("0.", "."),
        f"q + {W.language_smoothing:g}".replace("0.", "."),
        rf"{W.director:g}\,D + {W.cast:g}\,\ln(1 + C) + {W.back_links:g}\,\ln(1 + B)",
        rf"{W.diversity:g} \max",
    ],
)
def test_the_formula_is_stated_with_its_constants(formula: str) -> None:
    assert W.recommendations == 1.0  # the one that is not written out
    assert formula in TEXT
