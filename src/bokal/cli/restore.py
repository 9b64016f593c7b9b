"""``bokal restore``: bring back what ``bokal backup`` wrote; both live by one format, in one module."""

from bokal.cli.backup import add_restore_parser as add_parser

__all__ = ["add_parser"]
