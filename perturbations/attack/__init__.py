"""Rewrites that aim at the judge and not at the question."""
