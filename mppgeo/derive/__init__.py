"""What makes the files in ``data/``: run by hand, once per source release, never by the app.

``packages`` reads the downloaded registry packages, ``regions`` makes the area table, ``coastline``
gets the land, ``voronoi`` and ``boundaries`` make the area polygons, ``quality`` measures them,
``files`` writes the result.
"""


class BuildError(Exception):
    """A build step cannot go on; the message is one sentence for the person at the terminal."""
