"""The records: what is known about MPPs, row by row, with sources."""
