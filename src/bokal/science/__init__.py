"""The sciences: pure functions on arrays and mappings."""
