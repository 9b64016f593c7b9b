from __future__ import annotations

from django.db import models

from bokal.programme.documents.enums import Access
from bokal.programme.history.services import tracked


@tracked(hidden=frozenset({"name"}))
class Document(models.Model):
    """A file by its content; the same bytes with the same access are kept once."""

    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(
        max_length=100, help_text="Found by looking at the bytes, never by the name."
    )
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200, help_text="The name it is offered for download under.")
    access = models.CharField(max_length=8, choices=Access, default=Access.STAFF)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-added_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="one_document_per_content_and_access", fields=["sha256", "access"]),
            models.CheckConstraint(
                name="document_access_is_known", condition=models.Q(access__in=Access.values)
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]
