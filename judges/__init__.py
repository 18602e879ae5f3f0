"""Judges: one provider a file, and the templates that they are asked with."""

from sosprobe.registry import Registry
from sosprobe.types import Judge

JUDGES: Registry[Judge] = Registry("judge", "sosprobe.judges")
