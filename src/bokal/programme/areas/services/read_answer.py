"""Read the answer of another server to its end, unless it has none: within a size and a time."""

import http.client
import time

CHUNK = 64 * 1024


class AnswerTooLarge(Exception):
    """The answer is larger than is allowed."""


def read_answer(answer: http.client.HTTPResponse, *, most_bytes: int, seconds: float) -> bytes:
    """Return the whole content of an answer.

    Raises
    ------
    AnswerTooLarge
        It is larger than ``most_bytes``; nothing more of it is read.
    TimeoutError
        It is still coming after so many seconds.
    http.client.IncompleteRead
        It broke off before the end it promised.
    """
    end = time.monotonic() + seconds
    content = bytearray()
    while chunk := answer.read1(CHUNK):
        content += chunk
        if len(content) > most_bytes:
            raise AnswerTooLarge
        if time.monotonic() > end:
            raise TimeoutError
    if answer.length:
        raise http.client.IncompleteRead(bytes(content), answer.length)
    return bytes(content)
