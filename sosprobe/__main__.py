"""Run the command line: `python -m sosprobe`."""

from sosprobe.cli import main

if __name__ == "__main__":
    main()
