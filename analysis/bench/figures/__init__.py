"""Figures of judge scores beside concrete ones; one figure a file."""
