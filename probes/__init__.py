"""Probes: which trials to ask, and the runner that asks them."""
