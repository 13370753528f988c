"""What a new user wants, each from a fresh address, in no more clicks, taps and fields than said."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest
from conftest import Visitor
from playwright.sync_api import Locator, expect


class Hand:
    """Does as a user would and counts: a click, a tap, a field that is filled."""

    def __init__(self, visitor: Visitor, *, phone: bool) -> None:
        self.visitor, self.page, self.phone = visitor, visitor.page, phone
        self.count = 0

    def click(self, what: Locator) -> None:
        """Once the page stands still."""
        self.count += 1
        self.visitor.settle()
        what.click()

    def press(self, name: str, exact: bool = True) -> None:
        self.click(self.page.get_by_role("button", name=name, exact=exact).first)

    def filter(self, name: str) -> None:
        self.click(self.page.get_by_test_id("stButtonGroup").get_by_text(name, exact=True))

    def find(self, name: str) -> None:
        self.count += 1
        self.visitor.settle()
        field = self.page.get_by_placeholder("Cari daerah")
        field.fill(name)
        field.press("Enter")

    def open_province(self, kode: str, name: str) -> None:
        """On the map; on a phone, where provinces are small, by the name."""
        if self.phone:
            self.find(name)
        else:
            self.count += 1
            self.visitor.click_area(kode)
        self.see(".mpp-head h1", name)

    def turn_to(self, section: str, page: str) -> None:
        if self.phone:
            # The browser keeps the menu open where it was left open.
            self.visitor.settle()
            if self.page.get_by_test_id("stExpandSidebarButton").is_visible():
                self.click(self.page.get_by_test_id("stExpandSidebarButton"))
            self.click(self.page.get_by_test_id("stSidebarNavLink").filter(has_text=page))
            return
        self.click(self.page.get_by_test_id("stTopNavSection").filter(has_text=section))
        self.click(self.page.get_by_role("menuitem").filter(has_text=page))

    def see(self, where: str, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator(where).first).to_contain_text(text)


def find_total(hand: Hand) -> None:
    hand.see(".mpp-sentence", "303 dari 509 daerah memiliki MPP")
    hand.see(".mpp-head", "catatan sampai 15 Desember 2025")


def find_missing(hand: Hand) -> None:
    hand.open_province("12", "Sumatera Utara")
    hand.filter("Belum ada MPP")
    hand.see(".mpp-sentence", "8 dari 33 daerah memiliki MPP; belum: Kab. Deli Serdang")


def find_card(hand: Hand) -> None:
    hand.find("kab langkat")
    hand.see(".mpp-card", "Kab. Langkat", "Rencana")
    expect(hand.page.locator('.mpp-card a[href^="http"]').first).to_be_visible()


def find_towns(hand: Hand) -> None:
    hand.find("sulawesi")
    hand.see(".mpp-head h1", "Sulawesi")
    hand.filter("Kota")
    hand.filter("Belum ada MPP")
    hand.page.wait_for_url("**status=belum**")
    hand.see(".mpp-head", "kota saja")


def find_day(hand: Hand) -> None:
    hand.press("Saringan lain", exact=False)
    hand.count += 1
    hand.visitor.settle()
    field = hand.page.get_by_test_id("stSelectbox").filter(has_text="Lompat ke").locator("input")
    field.first.fill("akhir 2022")
    hand.page.get_by_role("option").filter(has_text="akhir 2022").first.wait_for()
    field.first.press("Enter")
    hand.page.wait_for_url("**tanggal=2022-12-31**")
    hand.see(".mpp-head", "31 Desember 2022")


def save_workbook(hand: Hand) -> None:
    hand.open_province("35", "Jawa Timur")
    with hand.page.expect_download() as made:
        hand.press("XLSX", exact=False)
    rows = openpyxl.load_workbook(io.BytesIO(made.value.path().read_bytes())).worksheets[0]
    assert rows.max_row == 39


def save_deck(hand: Hand) -> None:
    hand.open_province("34", "DI Yogyakarta")
    with hand.page.expect_download(timeout=240_000) as made:
        hand.click(hand.page.locator(".st-key-heading .stDownloadButton button:visible").first)
    assert made.value.suggested_filename.endswith(".pptx")


def present(hand: Hand) -> None:
    hand.click(hand.page.locator(".st-key-p_present button").first)
    hand.click(hand.page.locator(".st-key-p_start button"))
    hand.page.locator(".mpp-show").wait_for()
    hand.visitor.wait_for_map()
    hand.count += 1
    hand.visitor.click_area("12" if not hand.phone else "62")
    hand.page.wait_for_url("**langkah=**")


def find_places(hand: Hand) -> None:
    hand.open_province("12", "Sumatera Utara")
    hand.turn_to("Lokasi berikutnya", "Prioritas")
    hand.see(".mpp-told", "Urutannya: Kab. Deli Serdang, Kab. Karo, Kab. Langkat")


def find_closed(hand: Hand) -> None:
    hand.turn_to("Penyelenggaraan", "Pemantauan")
    hand.see(".mpp-told", "Terakhir dilaporkan tutup atau terganggu: Kab. Aceh Tamiang")


def copy_link(hand: Hand) -> None:
    with hand.visitor.telling("button.mpp-copy", "Tersalin"):
        hand.press("Salin tautan dari yang tampil", exact=False)
    assert hand.page.evaluate("navigator.clipboard.readText()") == hand.page.url


TASKS: list[tuple[Callable[[Hand], None], int]] = [
    (find_total, 0), (copy_link, 1), (find_missing, 2), (find_card, 3), (find_towns, 3),
    (find_day, 2), (save_workbook, 3), (save_deck, 3), (present, 3), (find_places, 3), (find_closed, 2),
]  # fmt: skip
LOOKING = (find_total, copy_link)
"""Tasks that leave the page as fresh as it was."""


@pytest.mark.parametrize("phone", [False, True], ids=["laptop", "phone"])
def test_what_a_new_user_wants_is_near(visit, app, phone):
    width, height = (393, 760) if phone else (1366, 600)
    granted = ["clipboard-read", "clipboard-write"]
    visitor = visit(app, width, height, has_touch=phone, permissions=granted)
    counts = {}
    before = None
    for task, most in TASKS:
        if before not in LOOKING:
            visitor.open_map("/")
        before = task
        hand = Hand(visitor, phone=phone)
        if task is TASKS[0][0]:
            # The four steps stand there once; put away, they do not come again.
            steps = hand.page.locator(".mpp-first-steps")
            expect(steps).to_be_visible()
            hand.page.locator(".mpp-put-away").click()
            expect(steps).to_be_hidden()
        else:
            expect(hand.page.locator(".mpp-first-steps")).to_be_hidden()
        task(hand)
        counts[task.__name__] = (hand.count, most)
    assert {name: c for name, c in counts.items() if c[0] > c[1]} == {}
