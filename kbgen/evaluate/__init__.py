"""Compute the proven example of a formula or metric on inputs that somebody else gives: data, never code.

`limits` bounds what is given, `process` keeps the process that computes, `worker` is that process; in it, `inputs`
makes of what is given what the entry declares, and `compute` calls the example and asks the printed formula too.
"""
