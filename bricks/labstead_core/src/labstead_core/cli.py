"""The command `labstead-glab`: serve, app, status, probe, reload, hold."""

import argparse
import json
import logging
import os
import sys
import urllib.error
import urllib.request

from labstead_core import __version__

ASK_SECONDS = 5
RELOAD_SECONDS = 140
PROBE_SECONDS = 1800


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; the exit code."""
    parser = argparse.ArgumentParser(prog="labstead-glab", description="The server of a Labstead environment.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True)
    serving = commands.add_parser("serve", help="serve the environment (settings come from LABSTEAD_* variables)")
    serving.add_argument("--at-rest", action="store_true", help="answer what is there, run nothing and write no file")
    commands.add_parser("status", help="print the running server's status as JSON; exit 1 if it doesn't answer")
    commands.add_parser("probe", help="print what is there as JSON, and which files that should be are not")
    commands.add_parser("reload", help="look at the bricks now, where bricks are developed; prints them as JSON")
    app = commands.add_parser("app", help="run a program of the brick $LABSTEAD_BRICK, among its bricks")
    app.add_argument("program", nargs=argparse.REMAINDER, help="the program and its arguments")
    hold = commands.add_parser("hold", help="start no queued scenario for a while; prints the status as JSON")
    hold.add_argument("seconds", type=float, help="for how long, up to 600; 0: go on now")
    chosen = parser.parse_args(arguments)
    match chosen.command:
        case "serve":
            return _serve(chosen.at_rest)
        case "app":
            return _app(chosen.program)
        case "reload":
            return _ask("POST", "/reload", RELOAD_SECONDS)
        case "probe":
            return _ask("GET", "/probe", PROBE_SECONDS)
        case "hold":
            return _ask("POST", f"/hold?seconds={chosen.seconds}", ASK_SECONDS)
        case _:
            return _ask("GET", "/status", ASK_SECONDS)


def _serve(at_rest: bool) -> int:
    # Only here: `status` shall not wait for the server's libraries.
    from labstead_core.config import ConfigError, read_config  # noqa: PLC0415
    from labstead_core.json_log import configure_logging  # noqa: PLC0415
    from labstead_core.server import DataInUseError, serve  # noqa: PLC0415

    configure_logging("INFO")
    log = logging.getLogger(__name__)
    try:
        config = read_config()
        configure_logging(config.log_level)
        serve(config, at_rest=at_rest)
    except (ConfigError, DataInUseError, OSError) as error:
        log.critical("can't start", extra={"reason": str(error)})
        return 1
    return 0


def _app(program: list[str]) -> int:
    from labstead_core.app_program import AppError, run_app  # noqa: PLC0415

    try:
        run_app(program)
    except AppError as error:
        print(json.dumps({"level": "CRITICAL", "message": "can't run the app", "reason": str(error)}), file=sys.stderr)
        return 78
    return 0


def _ask(method: str, path: str, seconds: float) -> int:
    port = os.environ.get("LABSTEAD_LISTEN_PORT") or "8000"
    try:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method)
        with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310 (http, as stands above)
            print(json.dumps(json.load(answer)))
    except (urllib.error.URLError, TimeoutError, ValueError) as error:
        print(json.dumps({"ready": False, "reason": f"the server doesn't answer: {getattr(error, 'reason', error)}"}))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
