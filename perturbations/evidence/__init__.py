"""Rewrites that lean on evidence or authority, real or not."""
