"""Shapes: what the derived and the imported boundaries are both made with."""
