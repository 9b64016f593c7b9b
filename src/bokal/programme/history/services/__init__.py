"""The only doors to the history."""

from bokal.programme.history.services.tracking import append_only, tracked

__all__ = ["append_only", "tracked"]
