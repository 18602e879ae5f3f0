"""Perturbations: one rewrite of a response a file, and the invariants that they promise."""

from sosprobe.registry import Registry
from sosprobe.types import Perturbation

PERTURBATIONS: Registry[Perturbation] = Registry("perturbation", "sosprobe.perturbations")
