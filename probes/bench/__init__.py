"""Concrete benchmarks: what they are, how a model is asked, what came out."""
