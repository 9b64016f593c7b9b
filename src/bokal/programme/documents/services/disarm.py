"""Tables that are handed out are opened in spreadsheets, which run what looks like a formula."""

ARMED = ("=", "+", "-", "@", "\t", "\r", "\n")


def disarmed(cell: object) -> object:
    """Return a cell as it may stand in a table: a text that would be run gets a mark before it."""
    if isinstance(cell, str) and cell.startswith(ARMED):
        return f"'{cell}"
    return "" if cell is None else cell
