"""The domain: one Django app a stage, in the order of the work."""
