"""Boundaries as offices publish them: opened safely, matched to the areas, mended, installed.

``archives``, ``sources`` and ``shapefile_parts`` open a file without following anything
out of it, ``choosing`` takes its layers and ``fields`` their columns, ``projection``
brings it to longitude and latitude and ``repair`` mends each geometry. ``regions`` are
the areas it is matched with: ``layer_level`` refuses layers of another level,
``matching`` finds the area of each feature, ``plausibility`` puts in question what
cannot be it by its land, ``decisions`` obeys what a person chose. ``coverage`` mends
all areas together, ``levels`` simplifies, ``install`` writes the set and ``report``
says what was done. ``plan`` runs them in this order.
"""
