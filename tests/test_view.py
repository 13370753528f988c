from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mppgeo.base.language import LANGUAGES, Language
from mppgeo.country.regions import PULAU, pulau_of, select_kabkota, select_provinsi
from mppgeo.coverage import DENOMINATORS
from mppgeo.scene.choices import (
    GOALS,
    LARGEST_KM,
    MOST_PLACES,
    MOST_WEIGHT,
    SECTIONS,
    UNKNOWN_PART,
    Choices,
)
from mppgeo.scene.forms import RULES
from mppgeo.scene.lengths import LENGTHS, SECTION_NAMES, keep_choice
from mppgeo.scene.query import NO_SUCH_AREA, NOT_UNDERSTOOD, OUT_OF_RANGE, SEVERAL_VALUES
from mppgeo.scene.view import (
    FIRST_DAY,
    JENIS,
    KABKOTA,
    LEVELS,
    MOST_WEEKS,
    NO_STEP,
    PARAMETERS,
    PAUSES,
    PRESENT,
    PROVINSI,
    STATUS_FILTER,
    View,
    from_query,
)
from mppgeo.scene.weights import PARTS, PRESETS

TODAY = dt.date(2026, 2, 1)


@pytest.fixture(scope="module")
def read(dataset):
    """Reads a query given as ``{name: value or values}``."""

    def read_query(query):
        values = {name: [v] if isinstance(v, str) else v for name, v in query.items()}
        return from_query(values, dataset.regions, today=TODAY)

    return read_query


@st.composite
def choices(draw, dataset):
    codes = st.sampled_from(dataset.regions["kode"].tolist())
    some = st.sets(codes, max_size=3).map(lambda found: tuple(sorted(found)))
    quotas = st.dictionaries(
        codes.map(lambda kode: kode[:2]), st.integers(0, MOST_PLACES), max_size=3
    )
    weights = st.fixed_dictionaries(
        {}, optional={part: st.integers(1, MOST_WEIGHT) for part in PARTS}
    )
    preset = draw(st.none() | st.sampled_from(list(PRESETS)))
    own = draw(weights) if preset is None else {}
    off = draw(st.sets(st.sampled_from(list(RULES))))
    return Choices(
        own=draw(st.booleans()),
        section=draw(st.sampled_from(SECTIONS)),
        k=draw(st.integers(1, MOST_PLACES)),
        km=draw(st.integers(1, LARGEST_KM)),
        goal=draw(st.sampled_from(GOALS)),
        must=draw(some),
        never=draw(some),
        committed_only=draw(st.booleans()),
        quota=draw(st.integers(0, MOST_PLACES)),
        quotas=tuple(sorted(draw(quotas).items())),
        exact=draw(st.booleans()),
        preset=preset,
        weights=tuple((part, own[part]) for part in PARTS if part in own),
        rules_off=tuple(sorted(off)),
    )


@st.composite
def views(draw, dataset):
    provinces = select_provinsi(dataset.regions)["kode"].tolist()
    kabkota = select_kabkota(dataset.regions)["kode"].tolist()
    kode = draw(st.none() | st.sampled_from(kabkota))
    provinsi = draw(st.sets(st.sampled_from(provinces), max_size=3))
    if kode and provinsi:
        provinsi.add(kode[:2])
    pulau = draw(st.sets(st.sampled_from(list(PULAU))))
    if pulau:
        pulau |= {pulau_of(kode) for kode in [*provinsi, *([kode] if kode else [])]}
    inside = [
        kode
        for kode in provinces
        if (not provinsi or kode in provinsi) and (not pulau or pulau_of(kode) in pulau)
    ]
    mode = draw(st.none() | st.just(PRESENT))
    panjang = draw(st.sampled_from(LENGTHS))
    # Outside of presentations there are no steps.
    return View(
        mode=mode,
        langkah=draw(st.none() | st.sampled_from(inside)) if mode and inside else None,
        jeda=draw(st.none() | st.integers(*PAUSES)) if mode else None,
        hari=draw(st.none() | st.dates(FIRST_DAY, TODAY)) if mode else None,
        as_of=draw(st.none() | st.dates(FIRST_DAY, TODAY)),
        level=KABKOTA if kode else draw(st.sampled_from(LEVELS)),
        provinsi=tuple(sorted(provinsi)),
        pulau=tuple(sorted(pulau)),
        jenis=draw(st.none() | st.sampled_from(JENIS)),
        status=draw(st.none() | st.sampled_from(STATUS_FILTER)),
        denominator=draw(st.sampled_from(DENOMINATORS)),
        kode=kode,
        kecamatan=draw(st.booleans()),
        minggu=draw(st.integers(1, MOST_WEEKS)),
        panjang=panjang,
        isi=keep_choice(panjang, tuple(draw(st.sets(st.sampled_from(list(SECTION_NAMES)))))),
        pilihan=draw(st.just(Choices()) | choices(dataset)),
        lang=draw(st.sampled_from(list(LANGUAGES))),
    )


@given(st.data())
def test_a_view_survives_the_address(dataset, read, data):
    view = data.draw(views(dataset))
    assert read(view.to_query()) == (view, [])


@given(st.data())
def test_choices_moved_survive_the_address(dataset, read, data):
    chosen = data.draw(choices(dataset))
    part = data.draw(st.sampled_from(list(PARTS)))
    for moved in (
        chosen.weigh(part, data.draw(st.integers(0, MOST_WEIGHT))),
        chosen.take_preset(data.draw(st.none() | st.sampled_from(list(PRESETS)))),
    ):
        view = View(pilihan=moved)
        assert read(view.to_query()) == (view, [])
        assert view.home() == view.close() == view


def test_choices_in_an_address(read):
    query = {
        "terdekat": "sendiri", "bagian": "prioritas", "k": "5", "km": "40", "tujuan": "penduduk",
        "wajib": ["35.05", "11.01"], "jangan": "72.10", "komitmen": "ya",
        "kuota": ["2", "35~1", "11~0"], "metode": "eksak", "bobot": ["jarak~7", "penduduk~30"],
        "tanpa": "kecil",
    }  # fmt: skip
    view, notices = read(query)
    assert not notices
    assert view.pilihan == Choices(
        own=True, section="prioritas", k=5, km=40, goal="penduduk", must=("11.01", "35.05"),
        never=("72.10",), committed_only=True, quota=2, quotas=(("11", 0), ("35", 1)), exact=True,
        preset=None, weights=(("penduduk", 30), ("jarak", 7)), rules_off=("kecil",),
    )  # fmt: skip
    assert view.pilihan.limit(["12", "35"]) == (("11", 0), ("12", 2), ("35", 1))
    assert view.pilihan.weight_of["jarak"] == 7 and view.pilihan.weight_of["tahap"] == 0
    assert "kecil" not in view.pilihan.rules and len(view.pilihan.rules) == len(RULES) - 1


def test_weights_that_are_all_zero_can_be_told(read):
    view, notices = read({"bobot": "nol"})
    assert not notices and not any(view.pilihan.weight_of.values())


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("terdekat", "orang lain", NOT_UNDERSTOOD),
        ("bagian", "<script>", NOT_UNDERSTOOD),
        ("k", "0", NOT_UNDERSTOOD),
        ("k", "-3", NOT_UNDERSTOOD),
        ("k", "51", OUT_OF_RANGE),
        ("km", "2.5", NOT_UNDERSTOOD),
        ("km", "nan", NOT_UNDERSTOOD),
        ("km", "501", OUT_OF_RANGE),
        ("tujuan", "laba", NOT_UNDERSTOOD),
        ("wajib", "99.99", NO_SUCH_AREA),
        ("jangan", "' OR 1=1", NO_SUCH_AREA),
        ("komitmen", "tidak", NOT_UNDERSTOOD),
        ("kuota", "35~-1", NOT_UNDERSTOOD),
        ("kuota", "35~", NOT_UNDERSTOOD),
        ("kuota", "~5~", NO_SUCH_AREA),
        ("kuota", "35.05~1", NO_SUCH_AREA),
        ("kuota", "51", OUT_OF_RANGE),
        ("metode", "tebak", NOT_UNDERSTOOD),
        ("bobot", "entah", NOT_UNDERSTOOD),
        ("bobot", "entah~5", UNKNOWN_PART),
        ("bobot", "jarak~-5", NOT_UNDERSTOOD),
        ("bobot", "jarak~inf", NOT_UNDERSTOOD),
        ("bobot", "jarak~1e3", NOT_UNDERSTOOD),
        ("bobot", "jarak~101", OUT_OF_RANGE),
        ("bobot", "jarak~" + "9" * 4000, NOT_UNDERSTOOD),
        ("tanpa", "semua", NOT_UNDERSTOOD),
    ],
)
def test_choices_that_are_not_understood(read, name, value, sentence, t):
    view, [notice] = read({name: value})
    assert notice.sentence == sentence and view == View()
    assert notice.explain(t) and len(notice.fields["value"]) <= 61


def test_what_is_said_twice_counts_once(read):
    view, [notice] = read({"bobot": ["jarak~3", "jarak~4"]})
    assert view.pilihan.weights == (("jarak", 3),) and notice.sentence == SEVERAL_VALUES
    view, [notice] = read({"kuota": ["3", "4"]})
    assert view.pilihan.quota == 3 and notice.sentence == SEVERAL_VALUES
    view, [notice] = read({"bobot": ["terpencil", "jarak~4"]})
    assert view.pilihan.preset == "terpencil" and notice.sentence == SEVERAL_VALUES


@given(st.data())
def test_no_move_makes_a_view_that_the_address_cannot_hold(dataset, read, data):
    view = data.draw(views(dataset))
    kode = data.draw(st.none() | st.sampled_from(dataset.regions["kode"].tolist()))
    jeda = data.draw(st.none() | st.integers(*PAUSES))
    for moved in (
        view.select(kode),
        view.close(),
        view.home(),
        view.open_provinsi("35"),
        view.present(jeda),
        view.leave(),
        view.turn_to(data.draw(st.dates(FIRST_DAY, TODAY)), TODAY),
    ):
        assert read(moved.to_query()) == (moved, [])


def test_the_default_view_leaves_the_address_empty(read):
    assert View().to_query() == {}
    assert read({}) == (View(), [])


def test_a_full_address(read):
    view, notices = read(
        {
            "tanggal": "2024-12-12",
            "provinsi": ["35", "33"],
            "pulau": "jawa",
            "level": "kabkota",
            "jenis": "kota",
            "status": "belum",
            "penyebut": "514",
            "kode": "35.78",
            "lang": "en",
        }  # fmt: skip
    )
    assert notices == []
    assert view == View(
        as_of=dt.date(2024, 12, 12), provinsi=("33", "35"), pulau=("jawa",), level=KABKOTA,
        jenis="kota", status="belum", denominator=514, kode="35.78", lang="en",
    )  # fmt: skip


def test_the_address_of_a_step(read):
    view, notices = read(
        {"mode": "presentasi", "pulau": "jawa", "langkah": "35", "jeda": "20", "lang": "en"}
    )
    assert notices == []
    assert view == View(pulau=("jawa",), mode=PRESENT, langkah="35", jeda=20, lang="en")


def test_there_are_no_steps_where_nothing_is_presented(read):
    assert read({"langkah": "35", "jeda": "20"}) == (View(), [])
    assert View(langkah="35", jeda=20).to_query() == {}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"langkah": "99"}, NO_SUCH_AREA),
        ({"langkah": "35.10"}, NO_SUCH_AREA),
        ({"langkah": "35", "provinsi": ["33", "34"]}, NO_STEP),
        ({"langkah": "51", "pulau": "jawa"}, NO_STEP),
        ({"langkah": ["35", "33"]}, SEVERAL_VALUES),
        ({"jeda": "2"}, OUT_OF_RANGE),
        ({"jeda": "601"}, OUT_OF_RANGE),
        ({"jeda": "-5"}, NOT_UNDERSTOOD),
        ({"jeda": "03"}, NOT_UNDERSTOOD),
        ({"jeda": "3.5"}, NOT_UNDERSTOOD),
        ({"jeda": "\u0663\u0663"}, NOT_UNDERSTOOD),
        ({"jeda": "9" * 5000}, NOT_UNDERSTOOD),
    ],
    ids=str,
)
def test_a_bad_step_leaves_the_presentation(read, t, query, sentence):
    view, [notice] = read({"mode": "presentasi", **query})
    assert notice.sentence == sentence
    assert "{" not in notice.explain(t)
    first = query["langkah"][0] if sentence == SEVERAL_VALUES else None
    assert (view.mode, view.langkah, view.jeda) == (PRESENT, first, None)


@pytest.mark.parametrize(("value", "jeda"), [("3", 3), ("600", 600)])
def test_the_shortest_and_the_longest_pause(read, value, jeda):
    view, notices = read({"mode": "presentasi", "jeda": value})
    assert (view.jeda, notices) == (jeda, [])


def test_several_provinces_may_stand_in_one_value(read):
    assert read({"provinsi": "35, 33,35"})[0].provinsi == ("33", "35")


def test_a_selected_area_opens_the_level_of_kabkota(read):
    assert read({"kode": "35.10"})[0].level == KABKOTA
    assert read({"kode": "35.10", "level": "provinsi"})[0].level == KABKOTA


def test_foreign_parameters_are_left_alone(read):
    assert read({"utm_source": "x", "embed": "true"}) == (View(), [])


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("tanggal", "12-12-2024", NOT_UNDERSTOOD),
        ("tanggal", "2024-02-30", NOT_UNDERSTOOD),
        ("tanggal", "2017-09-30", OUT_OF_RANGE),
        ("tanggal", "2026-02-02", OUT_OF_RANGE),
        ("provinsi", "99", NO_SUCH_AREA),
        ("provinsi", "35.10", NO_SUCH_AREA),
        ("provinsi", "Jawa Timur", NO_SUCH_AREA),
        ("pulau", "atlantis", NOT_UNDERSTOOD),
        ("level", "desa", NOT_UNDERSTOOD),
        ("jenis", "provinsi", NOT_UNDERSTOOD),
        ("status", "tidak_berlaku", NOT_UNDERSTOOD),
        ("penyebut", "500", NOT_UNDERSTOOD),
        ("penyebut", "509.0", NOT_UNDERSTOOD),
        ("mode", "presentation", NOT_UNDERSTOOD),
        ("kode", "35", NO_SUCH_AREA),
        ("kode", "35.99", NO_SUCH_AREA),
        ("lang", "fr", NOT_UNDERSTOOD),
        ("lang", "<b>{x}</b>", NOT_UNDERSTOOD),
    ],
)
def test_a_bad_value_gives_the_default_and_a_notice(read, t, name, value, sentence):
    view, [notice] = read({name: value})
    assert view == View()
    assert notice.sentence == sentence
    assert f"{name}={value}" in notice.explain(t)


def test_a_bad_value_leaves_the_good_ones(read):
    view, notices = read({"provinsi": ["35", "zz"], "tanggal": "kemarin", "lang": "en"})
    assert view == View(provinsi=("35",), lang="en")
    assert len(notices) == 2


def test_an_area_outside_the_provinces_is_not_selected(read):
    view, [notice] = read({"provinsi": "33", "kode": "35.10"})
    assert (view.provinsi, view.kode, view.level) == (("33",), None, PROVINSI)
    assert "kode=35.10" in notice.explain(Language("en"))


def test_a_parameter_that_stands_twice(read, t):
    view, [notice] = read({"lang": ["en", "id"]})
    assert view.lang == "en" and notice.sentence == SEVERAL_VALUES
    assert "{" not in notice.explain(t)


def test_a_range_is_told_with_its_days(read):
    _, [notice] = read({"tanggal": "2030-01-01"})
    assert "1 Oktober 2017" in notice.explain(Language("id"))
    assert "1 February 2026" in notice.explain(Language("en"))


def test_long_values_are_shortened_in_the_notice(read, t):
    _, [notice] = read({"kode": "9" * 10_000})
    assert len(notice.explain(t)) < 200


@given(st.dictionaries(st.sampled_from(PARAMETERS), st.lists(st.text(max_size=30), max_size=3)))
def test_any_text_gives_a_view_that_can_be_used(read, query):
    view, notices = read(query)
    assert read(view.to_query()) == (view, [])
    for notice in notices:
        assert notice.explain(Language("id")) and notice.explain(Language("en"))


@given(st.sampled_from(PARAMETERS), st.text(min_size=1, max_size=30))
def test_what_is_not_used_is_told(read, name, value):
    view, notices = read({name: value})
    used = view != View() or value.strip(" ,") == ""
    assert used or notices or read({name: value.strip()})[0].to_query() == {}


# Moves


def test_the_day_of_a_view():
    assert View().day(TODAY) == TODAY
    assert View(as_of=FIRST_DAY).day(TODAY) == FIRST_DAY


def test_selecting_a_province_opens_it():
    start = View(lang="en", denominator=508, kode="33.01", level=KABKOTA)
    moved = start.select("35")
    assert moved == View(lang="en", denominator=508, provinsi=("35",), level=KABKOTA)
    assert moved == start.open_provinsi("35")


def test_selecting_a_kabkota_opens_its_province_whichever_way_it_is_found():
    moved = View(jenis="kota").select("35.78")
    assert moved == View(jenis="kota", provinsi=("35",), level=KABKOTA, kode="35.78")
    assert moved == View(jenis="kota").select("35").select("35.78")


def test_selecting_a_kabkota_keeps_the_provinces_that_hold_it():
    view = View(provinsi=("33", "35"), level=KABKOTA)
    assert view.select("35.78").provinsi == ("33", "35")
    assert view.select("51.03").provinsi == ("51",)


def test_selecting_nothing_clears_the_area():
    view = View(provinsi=("35",), level=KABKOTA, kode="35.10")
    assert view.select(None) == View(provinsi=("35",), level=KABKOTA)


def test_closing_goes_back_step_by_step():
    view = View(as_of=FIRST_DAY, provinsi=("35",), level=KABKOTA, kode="35.10", lang="en")
    province = view.close()
    assert province == View(as_of=FIRST_DAY, provinsi=("35",), level=KABKOTA, lang="en")
    assert province.close() == View(as_of=FIRST_DAY, lang="en")
    assert province.close().close() == View(as_of=FIRST_DAY, lang="en")


def test_home_keeps_day_denominator_and_language():
    view = View(
        as_of=FIRST_DAY, denominator=514, lang="en", provinsi=("35",), pulau=("jawa",),
        jenis="kota", status="ada", level=KABKOTA, kode="35.78",
    )  # fmt: skip
    assert view.home() == View(as_of=FIRST_DAY, denominator=514, lang="en")


def test_presenting_and_leaving_keeps_the_filters():
    view = View(
        as_of=FIRST_DAY, provinsi=("35",), level=KABKOTA, kode="35.10", jenis="kabupaten",
        status="ada", sejak=FIRST_DAY, lang="en",
    )  # fmt: skip
    shown = view.present(20)
    assert (shown.mode, shown.langkah, shown.jeda) == (PRESENT, None, 20)
    assert shown.show("35").langkah == "35" and shown.show("35").show(None) == shown
    assert shown.show("35").leave() == view


def test_the_day_played_in_a_presentation_ends_with_it():
    view, played = View(as_of=dt.date(2024, 1, 1)), dt.date(2020, 1, 1)
    shown = view.present().turn_to(played, TODAY)
    assert shown.day(TODAY) == played and shown.leave() == view
    # Played to its end, it stands at the latest day, whatever the view's own.
    assert view.present().turn_to(TODAY, TODAY).day(TODAY) == TODAY
    assert view.turn_to(played, TODAY).as_of == played
    assert view.turn_to(TODAY, TODAY).as_of is None


def test_opening_an_area_ends_the_presentation():
    view = View(provinsi=("33",)).present(20).show("33")
    assert view.select("35") == View(provinsi=("35",), level=KABKOTA)
    assert view.select("51.03").mode is None
    assert view.home() == View()


@pytest.mark.parametrize("text", ["0", "105", "-1", "empat", "4.5", ""])
def test_weeks_out_of_bounds_are_four_again(read, text):
    view, notices = read({"minggu": text})
    assert view.minggu == 4 and len(notices) == bool(text)
