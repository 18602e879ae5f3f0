"""Recompute what the public files of Feuer et al. (2024) can give, and compare it.

One part of the results a file; `run.reproduce` puts them together and writes them.
"""
