"""Coverage of Indonesia's Mal Pelayanan Publik: data, figures, maps.

The core (everything but :mod:`mppgeo.ui`) knows nothing of Streamlit. Data
flows one way: files -> :mod:`mppgeo.dataset` -> :mod:`mppgeo.coverage` ->
:mod:`mppgeo.scene` -> :mod:`mppgeo.content` -> :mod:`mppgeo.maps`, :mod:`mppgeo.briefing`.
"""

import pandas as pd

# The records are small, and a page reads single cells of them: texts kept in Arrow's own form
# would be made into Python's one at a time (a rerun took a third more).
pd.set_option("mode.string_storage", "python")

__version__ = "0.2.0"
