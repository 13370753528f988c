"""How coverage grew: openings, pace, targets, changes, and the official totals beside it."""
