"""Where next: who can reach an MPP, which areas to open next, and which come first."""
