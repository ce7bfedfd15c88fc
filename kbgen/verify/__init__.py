"""Prove that what a page prints, what its example computes and what a library computes are the same."""
