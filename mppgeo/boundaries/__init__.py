"""Boundaries as polygons: the files of a set, read and joined to the regions on ``kode``."""
