"""What a command answers when it cannot use what it was given."""


class Refusal(Exception):
    """The input cannot be used. The message names the place, the reason and the remedy."""

    STATUS = 2
