from django.db import models
from django.utils.translation import gettext_lazy as _


class Access(models.TextChoices):
    """Who may read a document."""

    PUBLIC = "public", _("Everyone")
    STAFF = "staff", _("Those who run the programme")
