"""What everything rests on: language, days, names, files, and how a fault is told."""
