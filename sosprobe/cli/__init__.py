"""The command line: parse, call, print."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; exit 0 done, 1 too many trials failed, 2 usage or setup."""
    from sosprobe.cli.app import app
    from sosprobe.errors import SetupError

    try:
        app()
    except SetupError as error:
        print(f"sosprobe: {error}", file=sys.stderr)
        sys.exit(2)
