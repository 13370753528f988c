"""An upload on the page: what is asked, what is answered, what would be saved."""

from __future__ import annotations

import pytest
from import_files import SOURCE, to_csv
from streamlit.testing.v1 import AppTest

from mppgeo.base.paths import PROJECT


@pytest.fixture
def page(known, monkeypatch) -> AppTest:
    """The data page of a small country."""
    monkeypatch.setenv("MPPGEO_DATA", str(known.folder))
    monkeypatch.delenv("MPPGEO_DATABASE_URL", raising=False)
    app = AppTest.from_file(PROJECT / "mppgeo" / "ui" / "main.py", default_timeout=180)
    return run(app.switch_page("../../pages/data.py"))


def run(app: AppTest) -> AppTest:
    app.run()
    assert [error.message for error in app.exception] == []
    return app


def upload(page: AppTest, body: bytes) -> AppTest:
    page.file_uploader[0].set_value(("daftar.csv", body, "text/csv"))
    return run(page)


def field(widgets, column: str):
    [found] = [widget for widget in widgets if widget.label.startswith(f"{column}:")]
    return found


def told(page: AppTest) -> str:
    texts = [*page.warning, *page.info, *page.error, *page.markdown]
    return "\n".join(element.value for element in texts)


def test_what_is_missing_is_given_once_and_what_is_unused_stands_above_the_end(page):
    titles = ["Kab/Kota", "Nama MPP", "Tanggal Peresmian", "Sumber", "Layanan", "Narahubung"]
    rows = [["Kota Palu", "MPP Palu", "31/10/2023", SOURCE, "12", "Ani"],
            ["Kab. Banyuwangi", "MPP Banyuwangi", "", "", "240", "Budi"]]  # fmt: skip
    upload(page, to_csv(titles, *rows))
    assert "F “Narahubung”" in told(page) and "1 ditolak" in told(page)
    field(page.selectbox, "jenis_tanggal").set_value("peresmian")
    run(page)
    field(page.selectbox, "hitungan_nasional").set_value("tidak")
    run(page)
    assert "0 ditolak" in told(page) and "pratinjau yang hanya Anda lihat" in told(page)
    [frame] = [f.value for f in page.dataframe if "Perubahan" in f.value]
    # What changes comes before what is new, the area first.
    assert list(frame.columns[:2]) == ["Daerah", "Yang terjadi"]
    assert list(frame["Daerah"]) == ["Kab. Banyuwangi, MPP Banyuwangi", "Kota Palu, MPP Palu"]
    assert frame["Perubahan"][0] == "jumlah_layanan 233 → 240"
    assert "jenis_tanggal peresmian; hitungan_nasional tidak" in frame["Perubahan"][1]


def test_an_area_that_no_name_says_is_chosen_from_all(page):
    titles = ["Nama MPP", "Alamat", "Layanan"]
    upload(page, to_csv(titles, ["MPP Siola", "Jl. A", "3"], ["MPP Malang", "Jl. B", "4"]))
    assert "2 belum jelas" in told(page)
    boxes = [b for b in page.selectbox if str(b.key).startswith("i_choices_")]
    assert [len(box.options) for box in boxes] == [1 + len(page_areas(page)), 3]
    boxes[1].set_value("35.73")
    run(page)
    assert "1 belum jelas" in told(page)


def page_areas(page: AppTest) -> list[str]:
    from mppgeo.live import current

    return list(current().names)


def test_a_file_that_says_nothing_is_one_sentence(page):
    upload(page, to_csv(["kode", "kabkota", "tahun", "jumlah_desa", "sumber_url"],
                        ["35.10", "Kabupaten Banyuwangi", "2024", "9", SOURCE]))  # fmt: skip
    [error] = page.error
    assert "hanya kolom kode, kabkota, tahun" in error.value and "desa”" in error.value
    assert [b for b in page.button if b.key == "i_save"] == []
