"""The 24 rows: what each one is, where its data is had, how it is asked and scored."""
