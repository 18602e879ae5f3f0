"""Rewrites of tone, persona and rhetoric."""
