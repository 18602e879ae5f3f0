"""Rewrites that make a response worse."""
