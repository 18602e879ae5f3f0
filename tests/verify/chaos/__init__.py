"""Do to runs what goes wrong in the world, and hold them to it: `python -m tests.verify.chaos`."""

from tests.verify.chaos.kills import IN_FLIGHT, torment

__all__ = ["IN_FLIGHT", "torment"]
