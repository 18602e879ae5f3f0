"""Small word lists of our own, for measuring and for rules."""

from __future__ import annotations

HEDGES = frozenset(
    """
    may might could perhaps maybe possibly probably likely apparently seemingly
    presumably usually often sometimes generally typically mostly largely somewhat rather
    fairly relatively roughly approximately nearly almost arguably suggest
    suggests seem seems appear appears tend tends believe think suppose guess
    """.split()
)
"""Words that make a claim less sure."""

BOOSTERS = frozenset(
    """
    clearly certainly definitely undoubtedly undeniably obviously surely absolutely indeed
    truly really entirely completely totally exactly precisely evidently
    unquestionably guaranteed certain sure doubt
    """.split()
)
"""Words that make a claim surer."""

POSITIVE = frozenset(
    """
    good great excellent wonderful happy glad delighted love lovely best better nice perfect
    fantastic amazing brilliant beautiful pleasure pleased joy fun exciting excited thank
    thanks welcome hope hopeful helpful superb cheerful enjoy proud success successful win
    """.split()
)
"""Words of a pleasant feeling."""

NEGATIVE = frozenset(
    """
    bad terrible awful horrible sad unhappy angry furious hate worst worse ugly fear afraid
    scared frightening worried worry annoying annoyed stupid tired sick pain painful
    disaster fail failure failed wrong poor sorry unfortunately regret gloomy miserable
    dread dreadful outrage lonely
    """.split()
)
"""Words of an unpleasant feeling."""
