"""`python -m labstead_core`."""

import logging
import os
import sys

from labstead_core.cli import main

code = main()
# By now nothing is open that needs closing, and taking the interpreter apart would take as long as the rest of a stop.
logging.shutdown()
sys.stdout.flush()
sys.stderr.flush()
os._exit(code)
