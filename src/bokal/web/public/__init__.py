"""The public site: what a resident reads."""
