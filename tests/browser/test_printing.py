"""The map page and the profile of a province on paper."""

from __future__ import annotations

import pypdfium2

# Of their areas 0 of 5, 3 of 38 and 25 of 33, the most of all, have no MPP.
PAGES = {"34": 1, "35": 1, "12": 2}


def read_printed(page) -> list[str]:
    """The text of each page as it is printed."""
    printed = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    return [sheet.get_textpage().get_text_range() for sheet in printed]


def test_the_map_is_printed_with_its_whole_table(visitor):
    page = visitor.page
    visitor.open_map("/?level=kabkota")
    visitor.settle()
    assert not any("api/" in asked for asked in visitor.requests)
    told = "\n".join(read_printed(page))
    # The highest and the lowest of 514 rows, and a name between them.
    for name in ("Kab. Aceh Barat", "Kab. Ponorogo", "Kota Sorong"):
        assert name in told
    # One that cannot be had leaves what the screen shows.
    page.route("**/api/**", lambda route: route.abort())
    assert "Kab. Ponorogo" not in "\n".join(read_printed(page))
    assert page.locator(".mpp-print").count() == 0
    visitor.errors.clear()


def test_a_profile_is_one_page_and_two_of_the_largest(window):
    page = window.page
    for kode, most in PAGES.items():
        window.open_map(f"/profil?provinsi={kode}")
        page.locator(".mpp-print-text").wait_for(state="attached")
        window.settle()
        printed = read_printed(page)
        assert len(printed) <= most, kode
        told = "\n".join(printed)
        for part in ("Profil Provinsi", "Pertumbuhan", "Langkah berikutnya", "Sumber"):
            assert part in told, (kode, part)
