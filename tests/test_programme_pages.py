"""The pages on stages, operation and services, as Streamlit runs them."""

from __future__ import annotations

import pytest
from test_pages import beyond_records, checked, find, html_of, notices_of, open_app, turn_to

PAGES = ["tahapan", "pemantauan", "layanan"]
DAY = {"tanggal": "2026-11-01"}
HOSTILE = "<img src=x onerror=alert(1)> [klik](https://example.org) {0}"
each_page = pytest.mark.parametrize("page", PAGES)


@each_page
@pytest.mark.parametrize(
    "query",
    [
        {},
        {"lang": "en"},
        {"provinsi": "35", "jenis": "kota"},
        {"pulau": "papua", "lang": "en"},
        {"tanggal": "2017-10-01"},
        {"tanggal": "2017-10-01", "lang": "en", "penyebut": "514"},
        {"kode": "14.71"},
        {"kode": "31.71", "penyebut": "508"},
        {"status": "belum"},
        {"provinsi": "34", "status": "belum"},
    ],
    ids=str,
)
def test_every_view_can_be_opened(page, query):
    view = {**DAY, **query}
    app = open_app(page, **view)
    assert notices_of(app) == beyond_records(view) and not app.error
    assert len(app.get("component_instance")) == 1


def test_the_funnel_is_on_the_page():
    html = html_of(open_app("tahapan", lang="en", **DAY))
    for label, number in (
        ("Not planned yet", "2"), ("Planned", "42"), ("Commitment signed", "3"),
        ("Under construction", "14"), ("Soft launching", "12"), ("Opened", "302"),
        ("Stage not known", "133"),
    ):  # fmt: skip
        assert f'{label}</span>\n<span class="mpp-figure-value">{number}</span>' in html, label
    assert "43 areas: half of them took 722 days or less" in html


def test_the_stages_page_says_that_unknown_is_not_not_planned():
    app = open_app("tahapan", tanggal="2017-10-01")
    html = html_of(app)
    assert 'Tahap tidak diketahui</span>\n<span class="mpp-figure-value">509' in html
    assert 'Belum direncanakan</span>\n<span class="mpp-figure-value">0' in html


def test_the_table_of_stages_can_be_switched_and_stays_so():
    app = open_app("tahapan", **DAY)
    assert len(app.dataframe[0].value) == 206
    checked(find(app.button_group, "Tabel").set_value("all").run())
    assert len(app.dataframe[0].value) == 509
    turn_to(app, "layanan")
    turn_to(app, "tahapan")
    assert len(app.dataframe[0].value) == 509


def test_the_filters_apply():
    app = open_app("tahapan", provinsi="75", **DAY)
    assert len(app.dataframe[0].value) == 5
    app = open_app("pemantauan", provinsi="75", **DAY)
    assert app.dataframe[0].value["kode"].tolist() == ["75.03"]
    app = open_app("layanan", provinsi="35", **DAY)
    assert len(app.dataframe[0].value) == 6


def test_what_nobody_reported_is_counted_apart_and_what_is_closed_is_listed_first():
    app = open_app("pemantauan", **DAY)
    html, closed = html_of(app), app.dataframe[0].value
    assert closed["condition"].value_counts().to_dict() == {"Terganggu": 16, "Tidak aktif": 4}
    assert closed["tanggal"][:3].tolist() == ["2 Feb 2026", "2 Feb 2026", "25 Nov 2025"]
    assert len(app.dataframe[1].value) == 303
    assert 'Beroperasi (dilaporkan)</span>\n<span class="mpp-figure-value">135' in html
    assert 'Belum ada laporan</span>\n<span class="mpp-figure-value">143' in html
    assert 'Status tidak diketahui</span>\n<span class="mpp-figure-value">3' in html
    assert "159 dari 303 MPP yang telah dibuka memiliki laporan, 0 di antaranya" in html


def test_the_map_of_reports_has_its_list():
    app = open_app("pemantauan", **DAY)
    checked(find(app.button_group, "Peta").set_value("reports").run())
    table = app.dataframe[0].value
    assert table.columns[:2].tolist() == ["daerah", "weeks"] and len(table) == 303
    assert table["weeks"].is_monotonic_decreasing


def test_the_weeks_are_adjustable_and_stay_so():
    april = {"tanggal": "2023-04-10", "lang": "en"}
    app = open_app("pemantauan", **april)
    disrupted = 'Disrupted</span>\n<span class="mpp-figure-value">'
    assert disrupted + "7" in html_of(app)
    checked(find(app.number_input, "Weeks until a report is late").set_value(1).run())
    assert disrupted + "6" in html_of(app) and "within 1 week." in html_of(app)
    turn_to(app, "tahapan")
    turn_to(app, "pemantauan")
    assert disrupted + "6" in html_of(app)


def test_the_history_is_that_of_the_area_selected():
    app = open_app("pemantauan", kode="14.71", **DAY)
    [history] = [t.value for t in app.dataframe if "said" in t.value.columns]
    # Five reports, and one disruption among the events.
    assert history["kode"].tolist() == ["14.71"] * 6
    assert "Kota Pekanbaru" in html_of(app)


def test_the_services_page_says_how_little_is_known():
    app = open_app("layanan", **DAY)
    html = html_of(app)
    assert '27</span>\n<span class="mpp-figure-note">dari 199 menurut angka resmi' in html
    assert "https://heaptalk.com" in html
    told = [caption.value for caption in app.caption]
    known = [f"Diketahui untuk {count} dari 303 MPP." for count in (123, 107, 48)]
    assert [text for text in told if text.startswith("Diketahui untuk")] == known
    # Before the first record of the three, each is a gap that an office can fill.
    gaps = open_app("layanan", tanggal="2017-10-01").markdown
    assert len([gap for gap in gaps if gap.value.startswith("Belum diketahui")]) == 3
    checked(find(app.button_group, "Peta").set_value("evaluation").run())
    assert len(app.dataframe[0].value) == 19
    assert find(app.button_group, "Tahun").value == 0, "the latest result is marked as chosen"
    checked(find(app.button_group, "Tahun").set_value(2023).run())
    assert set(app.dataframe[0].value["tahun"]) == {"2023"}
    assert "belum lengkap" in html_of(app)


# Small data


@pytest.fixture
def small(country, monkeypatch):
    """The small country as the app's data, with an MPP of a hostile name."""
    monkeypatch.setenv("MPPGEO_DATA", str(country.folder))
    country.write_mpp(country.mpp("35.10", "2020-01-01", nama_mpp=HOSTILE))
    about = {
        "kode": "35.10", "kabkota": "Kabupaten Banyuwangi", "sumber_url": country.source,
        "keterangan": HOSTILE,
    }  # fmt: skip
    country.write_table(
        "stage_events",
        about | {"tahap": "gangguan", "tanggal": "2023-01-01"},
        about | {"kode": "35.07", "kabkota": "Kabupaten Malang", "tahap": "pembangunan"},
    )
    country.write_table(
        "status_reports",
        about
        | {"nama_mpp": HOSTILE, "tanggal": "2024-01-01", "status": "terganggu", "pelapor": HOSTILE},
    )
    del about["keterangan"]
    country.write_table("mpp_digital", about | {"tahap": HOSTILE})
    country.write_table("evaluations", about | {"predikat": HOSTILE, "tahun": "2023"})
    assert country.load().faults == ()
    return country


@each_page
def test_names_are_never_markup(small, page):
    app = open_app(page, kode="35.10", lang="en", **DAY)
    assert "<img" not in html_of(app)
    assert "&lt;img src=x" in html_of(app)
    assert not any(HOSTILE in element.value for element in (*app.markdown, *app.caption, *app.info))


@each_page
def test_without_records_there_is_a_page(small, page):
    for path in (small.folder / "records").iterdir():
        path.unlink()
    open_app(page, **DAY)


@each_page
def test_an_empty_table_is_a_sentence(page):
    app = open_app(page, tanggal="2017-10-01", provinsi="34")
    assert all(len(table.value) for table in app.dataframe)
    assert app.info
