"""Rewrites that a model writes by an instruction of ours: one TOML file each in `instructions/`."""
