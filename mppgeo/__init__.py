"""Coverage of Indonesia's Mal Pelayanan Publik: data, figures, maps.

The core (everything but :mod:`mppgeo.ui`) knows nothing of Streamlit. Data
flows one way: files -> :mod:`mppgeo.dataset` -> :mod:`mppgeo.coverage` ->
:mod:`mppgeo.maps`, :mod:`mppgeo.content.tables`, :mod:`mppgeo.content.exports`.
"""

__version__ = "0.1.0"
