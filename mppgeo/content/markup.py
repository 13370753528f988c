"""HTML of the page's own parts: every value is escaped by the template engine."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES = Path(__file__).parent.parent / "ui" / "templates"


def render_markup(template: str, **values: object) -> str:
    """Render ``ui/templates/<template>`` with ``values``, escaped."""
    return _environment().get_template(template).render(**values)


def load_templates() -> None:
    """Read all templates, which are then kept as they are."""
    for name in _environment().list_templates():
        _environment().get_template(name)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
