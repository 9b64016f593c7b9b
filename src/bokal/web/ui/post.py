"""Sends mail beside the request, so that an answer takes as long whether or not there is anything to send."""

import logging
from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPException

from django.core.mail import EmailMessage

logger = logging.getLogger("bokal.mail")
# One hand is enough: how much mail may be asked for is limited. It starts with the first letter.
_hand = ThreadPoolExecutor(max_workers=1, thread_name_prefix="post")


def post(message: EmailMessage) -> None:
    """Send a letter soon; when the mail server fails, the log says so without naming anybody."""
    _hand.submit(deliver, message)


def deliver(message: EmailMessage) -> None:
    """Send a letter now."""
    try:
        message.send()
    except (OSError, SMTPException) as error:
        logger.error("A letter could not be sent (%s). Run “bokal doctor” to see why.", type(error).__name__)


def wait_for_post() -> None:
    """Wait until everything handed over so far is on its way."""
    _hand.submit(int).result()
