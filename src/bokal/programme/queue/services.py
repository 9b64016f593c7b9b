"""Placeholder until the queue helper lands its backend."""

from django.tasks.backends.immediate import ImmediateBackend as DatabaseBackend

__all__ = ["DatabaseBackend"]
