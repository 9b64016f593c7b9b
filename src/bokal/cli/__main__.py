"""``python -m bokal.cli`` is the same as ``bokal``."""

import sys

from bokal.cli import main

sys.exit(main())
