"""The command `labstead-glab`: serve, status."""

import argparse
import json
import logging
import os
import sys
import urllib.error
import urllib.request

from labstead_core import __version__

ASK_SECONDS = 5


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; the exit code."""
    parser = argparse.ArgumentParser(prog="labstead-glab", description="The server of a Labstead environment.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="serve the environment (settings come from LABSTEAD_* variables)")
    commands.add_parser("status", help="print the running server's status as JSON; exit 1 if it doesn't answer")
    command = parser.parse_args(arguments).command
    return _serve() if command == "serve" else _status()


def _serve() -> int:
    # Only here: `status` shall not wait for the server's libraries.
    from labstead_core.config import ConfigError, read_config  # noqa: PLC0415
    from labstead_core.json_log import configure_logging  # noqa: PLC0415
    from labstead_core.server import DataInUseError, serve  # noqa: PLC0415

    configure_logging("INFO")
    log = logging.getLogger(__name__)
    try:
        config = read_config()
        configure_logging(config.log_level)
        serve(config)
    except (ConfigError, DataInUseError, OSError) as error:
        log.critical("can't start", extra={"reason": str(error)})
        return 1
    return 0


def _status() -> int:
    port = os.environ.get("LABSTEAD_LISTEN_PORT") or "8000"
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/status", timeout=ASK_SECONDS) as answer:
            print(json.dumps(json.load(answer)))
    except (urllib.error.URLError, TimeoutError, ValueError) as error:
        print(json.dumps({"ready": False, "reason": f"the server doesn't answer: {getattr(error, 'reason', error)}"}))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
