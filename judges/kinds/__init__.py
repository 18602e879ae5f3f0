"""The kinds of verdict a judge can be asked for; one file each."""
