"""The report viewer; it reads snapshots only."""
