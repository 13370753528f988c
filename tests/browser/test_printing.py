"""The profile of a province on paper."""

from __future__ import annotations

import pypdfium2

# Of their areas 0 of 5, 3 of 38 and 25 of 33, the most of all, have no MPP.
PAGES = {"34": 1, "35": 1, "12": 2}


def test_a_profile_is_one_page_and_two_of_the_largest(window):
    page = window.page
    for kode, most in PAGES.items():
        window.open_map(f"/profil?provinsi={kode}")
        page.locator(".mpp-print-text").wait_for(state="attached")
        window.settle()
        printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
        assert len(printed) <= most, kode
        told = "\n".join(sheet.get_textpage().get_text_range() for sheet in printed)
        for part in ("Profil Provinsi", "Pertumbuhan", "Langkah berikutnya", "Sumber"):
            assert part in told, (kode, part)
