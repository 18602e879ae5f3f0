"""Measure how much an LLM judge rewards style over substance."""

__version__ = "0.1.0"
