"""The page's language goes before the browser's, in all that the framework draws."""

from __future__ import annotations

_HOOK = """(() => {
  window.drawn = new Set();
  const fill = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    window.drawn.add(String(text));
    return fill.call(this, text, ...rest);
  };
})()"""
"""Cells of tables are drawn on a canvas."""

WORDS = {
    "id": {
        "day": "15 Des 2025", "number": "239.629", "calendar": "M\tS\tS\tR\tK\tJ\tS",
        "month": "Desember 2027", "open": "Pilih tanggal", "search": "Cari", "more": "Tambah",
        "apply": "Tekan Enter untuk menerapkan", "axis": "Daerah yang memiliki MPP",
        "locale": "id-ID", "share": "Persentase",
    },
    "en": {
        "day": "15 Dec 2025", "number": "239,629", "calendar": "M\tT\tW\tT\tF\tS\tS",
        "month": "December 2027", "open": "Choose date", "search": "Search", "more": "Increment",
        "apply": "Press Enter to apply", "axis": "Areas with an MPP",
        "locale": "en-GB", "share": "Share (%)",
    },
}  # fmt: skip
OTHER = {"id": "en", "en": "id"}


def check_table(visitor, lang: str, *, switched: bool = False) -> None:
    """Numbers, days and tools of the table beside the map."""
    page, words, others = visitor.page, WORDS[lang], WORDS[OTHER[lang]]
    for kind in ("number", "day"):
        page.wait_for_function("(text) => window.drawn.has(text)", arg=words[kind])
        # Until the new table is there the old one is drawn in its own language.
        assert switched or not page.evaluate("(text) => window.drawn.has(text)", others[kind])
    visitor.settle()
    tools = page.locator('[data-testid="stElementToolbar"] button').evaluate_all(
        "(nodes) => nodes.map((node) => node.getAttribute('aria-label'))"
    )
    assert words["search"] in tools and others["search"] not in tools


def check_inputs(visitor, lang: str, *, switched: bool = False) -> None:
    """Calendar, number input and axis of the page of growth."""
    page, words = visitor.page, WORDS[lang]
    number = page.get_by_role("spinbutton", name=words["share"], exact=True)
    number.wait_for()
    page.get_by_label(WORDS[OTHER[lang]]["share"], exact=True).wait_for(state="detached")
    page.get_by_text(words["axis"]).first.wait_for()
    visitor.settle()
    found = page.evaluate("[navigator.language, document.documentElement.lang]")
    assert found == [words["locale"], lang]
    page.get_by_role("button", name=words["open"]).last.click()
    calendar = page.get_by_role("dialog")
    calendar.get_by_role("grid").wait_for()
    assert words["calendar"] in calendar.inner_text() and words["month"] in calendar.inner_text()
    page.keyboard.press("Escape")
    calendar.wait_for(state="detached")
    page.get_by_role("button", name=words["more"], exact=True).wait_for()
    number.fill("91")
    page.get_by_text(words["apply"]).wait_for()
    number.fill("90")


def test_the_language_of_the_page_holds_whatever_the_browsers(visit, app):
    # The first switches: so each language is also seen in a browser that speaks it.
    for locale, lang in (("en-US", "id"), ("id-ID", "en")):
        visitor = visit(app, locale=locale, permissions=["clipboard-read", "clipboard-write"])
        page = visitor.page
        page.add_init_script(_HOOK)
        for path, check in (
            (f"/?level=kabkota&lang={lang}", check_table),
            (f"/linimasa?sasaran=2027-12-31~90&lang={lang}", check_inputs),
        ):
            visitor.open(path)
            check(visitor, lang)
            if locale == "en-US" and lang == "id":
                # After a switch all is told anew in the other one, without loading the page.
                page.evaluate("window.same = true")
                page.locator(".st-key-language [role=radio]:not([aria-checked=true])").click()
                check(visitor, OTHER[lang], switched=True)
                assert page.evaluate("window.same")
    # What lies beside the downloads copies itself.
    visitor.open("/?level=kabkota&provinsi=35&status=belum")
    with visitor.telling("a[data-copied]", "Tersalin"):
        page.get_by_role("link", name="Salin alamat data").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{app.url}/api/coverage.csv?provinsi=35&level=kabkota&status=belum"
    assert page.request.get(copied).text().count("\n") == 4
