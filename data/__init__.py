"""Where items come from: the shipped probe set and loaders for public sets and users' files."""
