"""The script that our page adds to the framework's front end (``page.js``)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from mppgeo.base.language import Language, mark

_SCRIPT = Path(__file__).with_name("page.js")

TEXTS = (
    mark("Upload"),
    mark("Add files"),
    mark("Drag and drop a file here"),
    mark("Drag and drop files here"),
    mark("Choose date"),
    mark("Choose date range"),
    mark("Clear date"),
    mark("Next month"),
    mark("Previous month"),
    mark("Use arrow keys to navigate dates. Enter to select. Escape to close."),
    mark("No results"),
    mark("Select all"),
    mark("Clear all"),
    mark("Clear value"),
    mark("Clear entry"),
    mark("Clear selection"),
    mark("Open"),
    mark("Close"),
    mark("Increment"),
    mark("Decrement"),
    mark("Number is above the allowed range."),
    mark("Number is below the allowed range."),
    mark("Invalid input."),
    mark("Download as CSV"),
    mark("Search"),
    mark("Close Search"),
    mark("Next Result"),
    mark("Previous Result"),
    mark("Type to search"),
    mark("Show/hide columns"),
    mark("Fullscreen"),
    mark("Close fullscreen"),
    mark("Sort ascending"),
    mark("Sort descending"),
    mark("Autosize"),
    mark("Pin column"),
    mark("Unpin column"),
    mark("Hide column"),
    mark("Copy column name"),
    mark("Statistics"),
    mark("Format"),
    mark("Copy to clipboard"),
    mark("Download failed"),
    mark("Selected values"),
    mark("Connecting"),
    mark("Connecting to Streamlit server"),
    mark("Connection error"),
    mark("Unable to connect to Streamlit server"),
    mark("Connection lost. Please wait for the app to reconnect, then try again."),
    mark("Reconnected to server."),
    mark("Connection timed out."),
    mark("Streamlit server is not responding. Are you connected to the internet?"),
    mark(
        "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:"
    ),
    mark("Page not found"),
    mark("The page that you have requested does not seem to exist"),
    mark("Skip to main content"),
    mark("Main menu"),
    mark("Try again"),
    mark("Running..."),
    mark("Stop"),
    mark("Please wait..."),
    mark("App pages"),
    mark("Link to heading"),
    mark("Choose an option"),
    mark("Choose options"),
    mark("file upload"),
    mark("view more"),
    mark("view less"),
)
"""Texts that the front end holds as they are."""

PARTS = (
    (r"(\d+) more", mark("{count} more"), ('count',)),
    (r"([\d.,]+\s?[KMG]?B) per file", mark("{size} per file"), ('size',)),
    (r"Choose date, (.+)", mark("Choose date, {month}"), ('month',)),
    (r"day, (.+)", mark("day, {label}"), ('label',)),
    (r"month, (.+)", mark("month, {label}"), ('label',)),
    (r"year, (.+)", mark("year, {label}"), ('label',)),
    (r"Today, (.+) selected", mark("Today, {date} selected"), ('date',)),
    (r"Today, (.+)", mark("Today, {date}"), ('date',)),
    (r"(.+ \d{4}) selected", mark("{date} selected"), ('date',)),
    (r"Remove (.+)", mark("Remove {name}"), ('name',)),
    (r"Help for (.+)", mark("Help for {label}"), ('label',)),
    (r"Select (\d+) matches", mark("Select {count} matches"), ('count',)),
    (r"Press Enter to apply", mark("Press Enter to apply"), ()),
    (r"(?:Error: )?Number is outside the allowed range\. Please enter a value between (.+) and (.+)\.", mark("Number is outside the allowed range. Please enter a value between {least} and {most}."), ('least', 'most')),
    (r"(?:Error: )?Number is above the allowed range\. Please enter a value less than or equal to (.+)\.", mark("Number is above the allowed range. Please enter a value less than or equal to {most}."), ('most',)),
    (r"(?:Error: )?Number is below the allowed range\. Please enter a value greater than or equal to (.+)\.", mark("Number is below the allowed range. Please enter a value greater than or equal to {least}."), ('least',)),
)  # fmt: skip
"""Texts with something in them: a pattern, the marked sentence, and the fields that its groups are."""


@cache
def make_page_script() -> str:
    """The script with the framework's texts in our languages; the same for every page."""
    t = Language("id")
    texts = {
        "whole": {text: t(text) for text in TEXTS},
        "parts": [
            [pattern, t(sentence, **{name: f"${n}" for n, name in enumerate(fields, 1)})]
            for pattern, sentence, fields in PARTS
        ],
    }
    told = json.dumps(texts, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return _SCRIPT.read_text(encoding="utf-8").replace("FRAMEWORK_TEXTS", told)
