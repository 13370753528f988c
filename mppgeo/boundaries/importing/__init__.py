"""Boundaries as offices publish them: opened safely, matched to the areas, mended, installed.

``archives`` and ``sources`` open a file without following anything out of it,
``projection`` brings it to longitude and latitude, ``fields`` finds the columns,
``codes`` and ``matching`` the areas, ``repair`` mends each geometry and
``coverage`` all of them together, ``levels`` simplifies, ``install`` writes the
set and ``report`` says what was done. ``plan`` runs them in this order.
"""
