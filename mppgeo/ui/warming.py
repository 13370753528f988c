"""The first page, drawn before a visitor comes."""

from __future__ import annotations

from streamlit.runtime import get_instance


async def warm_up() -> None:
    """Draw the first page once, for nobody; to be called when the server has started.

    Data, snapshot and tables are then made. So is the address of the map's frame:
    Streamlit answers for a component only after a script has used it, and a visitor
    who comes over from a server that went down has the frame on the page already.
    """
    await get_instance().does_script_run_without_error()
