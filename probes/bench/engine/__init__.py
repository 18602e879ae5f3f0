"""Ask a model the rows of the suite, and keep what it answered and what that scored."""
