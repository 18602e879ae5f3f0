"""Rewrites that should move nobody."""
