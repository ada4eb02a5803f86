"""`python -m edge` is the command `facevouch`."""

import sys

from edge.cli import main

sys.exit(main())
