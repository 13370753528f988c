from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mppgeo.base.language import UNKNOWN, Language

INDONESIAN = Language("id")
ENGLISH = Language("en")


def read(shown: str, language: Language) -> float:
    """The number that a shown percentage says."""
    text = shown.removesuffix("%")
    return float(text.replace(".", "").replace(",", ".") if language == INDONESIAN else text)


@pytest.mark.parametrize(
    ("value", "decimals", "indonesian", "english"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (284973643, 0, "284.973.643", "284,973,643"),
        (0, 0, "0", "0"),
        (-0.04, 1, "0,0", "0.0"),
        (-12345.6, 1, "-12.345,6", "-12,345.6"),
        (None, 0, UNKNOWN, UNKNOWN),
        (float("nan"), 1, UNKNOWN, UNKNOWN),
    ],
)
def test_numbers_have_the_separators_of_the_language(value, decimals, indonesian, english):
    assert INDONESIAN.number(value, decimals) == indonesian
    assert ENGLISH.number(value, decimals) == english


@pytest.mark.parametrize(
    ("form", "indonesian", "english"),
    [
        ("long", "17 Agustus 2023", "17 August 2023"),
        ("medium", "17 Agu 2023", "17 Aug 2023"),
        ("month", "Agustus 2023", "August 2023"),
        ("short_month", "Agu 2023", "Aug 2023"),
    ],
)
def test_dates_are_said_in_the_language(form, indonesian, english):
    day = dt.date(2023, 8, 17)
    assert INDONESIAN.date(day, form) == indonesian
    assert ENGLISH.date(day, form) == english


def test_an_unknown_date_is_a_dash(t):
    assert t.date(None) == UNKNOWN


@pytest.mark.parametrize(
    ("share", "indonesian", "english"),
    [
        (59.332, "59,3%", "59.3%"),
        (0, "0%", "0%"),
        (100, "100%", "100%"),
        (99.96, "99,9%", "99.9%"),
        (0.01, "0,1%", "0.1%"),
        (50, "50,0%", "50.0%"),
        (None, UNKNOWN, UNKNOWN),
        (float("nan"), UNKNOWN, UNKNOWN),
    ],
)
def test_percentages(share, indonesian, english):
    assert INDONESIAN.percent(share) == indonesian
    assert ENGLISH.percent(share) == english


@given(
    st.floats(0, 100, exclude_min=True, exclude_max=True),
    st.integers(0, 2),
    st.sampled_from([INDONESIAN, ENGLISH]),
)
def test_a_part_is_never_shown_as_none_or_all(share, decimals, language):
    shown = read(language.percent(share, decimals), language)
    assert 0 < shown < 100
    assert abs(shown - share) <= 10**-decimals


@given(st.integers(1, 600), st.data())
def test_only_complete_areas_show_100_percent(areas, data):
    with_mpp = data.draw(st.integers(0, areas))
    shown = INDONESIAN.percent(100 * with_mpp / areas)
    assert (shown == "100%") == (with_mpp == areas)
    assert (shown == "0%") == (with_mpp == 0)


@pytest.mark.parametrize(
    ("count", "indonesian", "english"),
    [(0, "0 baris", "0 rows"), (1, "1 baris", "1 row"), (1234, "1.234 baris", "1,234 rows")],
)
def test_plural_forms(count, indonesian, english):
    assert INDONESIAN.plural("{count} row", "{count} rows", count) == indonesian
    assert ENGLISH.plural("{count} row", "{count} rows", count) == english


def test_a_sentence_is_translated_and_filled_in():
    assert INDONESIAN("as of {date}", date="1 Mei 2024") == "per 1 Mei 2024"
    assert ENGLISH("as of {date}", date="1 May 2024") == "as of 1 May 2024"


def test_braces_in_a_value_are_kept_as_they_are(t):
    assert t("row {row}", row="{kode} {0}").endswith("{kode} {0}")


def test_a_sentence_outside_the_catalogue_is_kept(t):
    assert t("Zzz {not} a sentence") == "Zzz {not} a sentence"


def test_indonesian_is_the_default():
    assert Language()("Province") == "Provinsi"


@pytest.mark.parametrize(
    ("names", "indonesian", "english"),
    [
        (["Bali"], "Bali", "Bali"),
        (["Bali", "Aceh"], "Bali dan Aceh", "Bali and Aceh"),
        (["Bali", "Aceh", "Riau"], "Bali, Aceh, dan Riau", "Bali, Aceh, and Riau"),
    ],
)
def test_listings_end_with_and(names, indonesian, english):
    assert INDONESIAN.listing(names) == indonesian
    assert ENGLISH.listing(names) == english
