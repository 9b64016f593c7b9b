"""Lets ``python -m bokal.cli`` do what ``bokal`` does."""

import sys

from bokal.cli import main

sys.exit(main())
