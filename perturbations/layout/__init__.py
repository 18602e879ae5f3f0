"""Rewrites of length and layout."""
