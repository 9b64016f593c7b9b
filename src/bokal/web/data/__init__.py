"""Downloads and the read-only data interface."""
