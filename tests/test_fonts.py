"""Source Sans as files, cut once; another font where that fails."""

from __future__ import annotations

import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from fontTools.ttLib import TTFont

from mppgeo.base import fonts


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Two folders to keep fonts in, with nothing in them."""
    found = (tmp_path / "first", tmp_path / "second")
    monkeypatch.setattr(fonts, "_cache_folders", lambda: found)
    fonts.find_fonts.cache_clear()
    yield found
    fonts.find_fonts.cache_clear()


@pytest.fixture(scope="module")
def latin() -> bytes:
    """The characters kept, still of all weights: picking them is what takes time."""
    file = io.BytesIO()
    fonts._pick_latin(fonts.find_variable_font()).save(file)
    return file.getvalue()


@pytest.fixture
def picked(latin, monkeypatch):
    monkeypatch.setattr(fonts, "_pick_latin", lambda source: TTFont(io.BytesIO(latin)))


def test_both_weights_are_truetype_of_source_sans(folders):
    found = fonts.find_fonts()
    for path, weight in ((found.regular, 400), (found.semibold, 600)):
        font = TTFont(path)
        assert font.sfntVersion == "\x00\x01\x00\x00" and "glyf" in font and "fvar" not in font
        assert font["OS/2"].usWeightClass == weight
        assert str(weight) in font["name"].getDebugName(6)
        assert {ord(c) for c in "AZaz09éŞ–·“”…%$→"} <= set(font.getBestCmap())
    wide = [TTFont(path)["hmtx"]["M"][0] for path in (found.regular, found.semibold)]
    assert wide[0] != wide[1]


def test_they_are_cut_once(folders, picked):
    first = fonts.find_fonts()
    times = first.regular.stat().st_mtime_ns
    fonts.find_fonts.cache_clear()
    assert fonts.find_fonts() == first
    assert first.regular.stat().st_mtime_ns == times
    assert sorted(p.suffix for p in folders[0].iterdir()) == [".ttf", ".ttf"]


def test_several_at_once_leave_whole_files(folders, picked):
    source = fonts.find_variable_font()
    with ThreadPoolExecutor(2) as pool:
        paths = list(pool.map(lambda _: fonts._cut(source, 400), range(2)))
    assert len(set(paths)) == 1 and len(list(folders[0].iterdir())) == 1
    assert TTFont(paths[0])["OS/2"].usWeightClass == 400


def test_a_folder_that_cannot_be_written_is_passed_over(folders, picked):
    folders[0].write_text("a file, not a folder")
    assert fonts.find_fonts().regular.parent == folders[1]


def test_where_nothing_can_be_kept_another_font_serves(folders, picked):
    for folder in folders:
        folder.write_text("a file, not a folder")
    assert fonts.find_fonts() == fonts.find_fallback_fonts()


@pytest.mark.parametrize("data", [b"", b"wOF2 but broken"])
def test_a_broken_font_is_replaced(folders, monkeypatch, tmp_path, data):
    broken = tmp_path / "broken.woff2"
    broken.write_bytes(data)
    monkeypatch.setattr(fonts, "find_variable_font", lambda: broken)
    found = fonts.find_fonts()
    assert found == fonts.find_fallback_fonts()
    assert found.regular.is_file() and found.semibold.is_file()


def test_without_streamlit_another_font_serves(folders, monkeypatch):
    monkeypatch.setattr(fonts, "find_spec", lambda name: None)
    with pytest.raises(FileNotFoundError):
        fonts.find_variable_font()
    assert fonts.find_fonts() == fonts.find_fallback_fonts()


def test_streamlit_is_found_without_being_imported():
    code = "import sys; from mppgeo.base.fonts import find_variable_font as f; f(); print('streamlit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
