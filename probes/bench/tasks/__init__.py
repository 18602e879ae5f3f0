"""Task files in the harness's format, and the functions that they name."""
