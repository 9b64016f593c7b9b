"""Background work that survives a crash and shows how far it has come."""
