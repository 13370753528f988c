"""Coverage of Indonesia's Mal Pelayanan Publik: data, figures, maps.

The core (everything but :mod:`mppgeo.ui`) knows nothing of Streamlit. Data
flows one way: files -> :mod:`mppgeo.dataset` -> :mod:`mppgeo.coverage` ->
:mod:`mppgeo.scene` -> :mod:`mppgeo.content` -> :mod:`mppgeo.maps`, :mod:`mppgeo.briefing`.
"""

__version__ = "0.2.0"
