"""Check whether a text follows IFEval's 25 kinds of instruction."""
