"""The compiled index: one SQLite file, read only, from which every look-up answers."""
