"""Names and words: how a query is told to mean an entry. Pure functions on strings, the standard library alone."""
