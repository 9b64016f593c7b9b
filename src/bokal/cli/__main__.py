"""``python -m bokal.cli`` is the same as ``bokal``."""

import sys

try:
    from bokal.cli import main
except KeyboardInterrupt:
    sys.stderr.write("\nInterrupted.\n")
    sys.exit(130)
sys.exit(main())
