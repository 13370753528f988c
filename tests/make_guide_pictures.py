"""Makes the pictures of docs/ from the running app: ``python tests/make_guide_pictures.py``."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PROJECT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(PROJECT), str(PROJECT / "tests" / "browser")]

from conftest import QUIET, App  # noqa: E402
from find_chromium import find_chromium  # noqa: E402

DOCS = PROJECT / "docs"
FOLDER = DOCS / "panduan" / "gambar"
PICTURES = {
    "peta": ("/", ".st-key-map_frame"),
    "provinsi": ("/?provinsi=35&level=kabkota", ".st-key-map_frame"),
    "presentasi": ("/?mode=presentasi&langkah=35", ".mpp-show"),
    "impor": ("/data", "[data-testid=stFileUploader]"),
    "laporan": ("/pemantauan", "h3:has-text('Isi laporan')"),
}
"""Name of each picture, the address, and what is scrolled to."""
README = ("/?lang=en", ".st-key-map_frame")
"""The same of the picture in README.md."""


def take(page: Page, url: str, wanted: str) -> bytes:
    """The window at an address, once it stands still."""
    page.goto(url)
    what = page.locator(wanted).first
    what.wait_for(timeout=60_000)
    page.wait_for_timeout(6_000)
    what.evaluate(
        "node => node.scrollIntoView({block: node.tagName === 'H3' ? 'start' : 'nearest'})"
    )
    page.mouse.wheel(0, -60)
    page.wait_for_timeout(1_500)
    return page.screenshot()


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    app = App()
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
            page = chromium.new_page(viewport={"width": 1366, "height": 600}, locale="id-ID")
            files = {FOLDER / f"{name}.png": shown for name, shown in PICTURES.items()}
            for file, (path, wanted) in (files | {DOCS / "screenshot.png": README}).items():
                picture = Image.open(io.BytesIO(take(page, app.url + path, wanted)))
                # Few colours are enough, and a quarter of the bytes.
                small = picture.convert("RGB").quantize(64, dither=Image.Dither.NONE)
                small.save(file, optimize=True)
            chromium.close()
    finally:
        app.stop()


if __name__ == "__main__":
    main()
