"""Concrete benchmark scores beside judge scores: put together, checked, audited, correlated."""
