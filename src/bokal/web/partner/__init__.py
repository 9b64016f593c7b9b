"""The desk of an organisation: what it promised, proposed and said, and what concerns it."""
