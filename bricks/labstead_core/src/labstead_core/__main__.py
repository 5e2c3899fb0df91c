"""`python -m labstead_core`."""

import sys

from labstead_core.cli import main

sys.exit(main())
