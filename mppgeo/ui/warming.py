"""The first page, drawn before a visitor comes, and the code of all others."""

from __future__ import annotations

import pkgutil
from asyncio import to_thread
from importlib import import_module

from streamlit import config
from streamlit.runtime import get_instance

from mppgeo import ui
from mppgeo.base.paths import PAGES
from mppgeo.content.markup import load_templates
from mppgeo.serving.logs import log


async def warm_up() -> None:
    """Draw the first page once, for nobody; to be called when the server has started.

    Data, snapshot and tables are then made. So is the address of the map's frame:
    Streamlit answers for a component only after a script has used it, and a visitor
    who comes over from a server that went down has the frame on the page already.
    """
    await get_instance().does_script_run_without_error()
    await to_thread(keep_code)
    log("warmed up")


def keep_code() -> None:
    """Load the code and the templates of all pages.

    Another version may be put in the place of this one while it runs; a page that nobody opened
    before would be that version's, with modules of this one. A page must have been drawn before:
    a component that is imported outside of one is not known to the server.
    """
    for module in pkgutil.iter_modules(ui.__path__, f"{ui.__name__}."):
        # The main script is run, not imported.
        if module.name != "mppgeo.ui.main":
            import_module(module.name)
    scripts = get_instance()._script_cache
    if config.get_option("server.fileWatcherType") == "none":
        # Streamlit forgets them whenever the last visitor leaves.
        scripts.clear = _keep  # type: ignore[method-assign]
    for path in PAGES.glob("*.py"):
        scripts.get_bytecode(str(path))
    load_templates()


def _keep() -> None:
    """Forget nothing."""
