"""Work on areas that takes longer than a page may."""

from typing import Any

from django.tasks import task
from django.utils import translation

from bokal.programme.accounts.models import Account
from bokal.programme.areas.errors import ImportRefused, RunRefused
from bokal.programme.areas.services import ImportFile, ImportOptions, Kind, RunSpec, apply_import, run_index
from bokal.programme.documents.models import Document
from bokal.programme.documents.services import open_document
from bokal.programme.queue.services import report_progress


@task()
def import_document(
    kind: str, document_id: int, options: dict[str, Any], actor_id: int | None, language: str
) -> dict[str, Any]:
    """Import a file that was handed in; return the preview, with its problems when it is refused."""
    document = Document.objects.get(pk=document_id)
    actor = Account.objects.get(pk=actor_id) if actor_id is not None else None
    with translation.override(language), open_document(document) as stream:
        try:
            preview = apply_import(
                kind=Kind(kind),
                file=ImportFile(document.name, stream),
                options=ImportOptions.from_dict(options),
                actor=actor,
            )
        except ImportRefused as refused:
            preview = refused.preview
    return preview.as_dict()


@task()
def compute_index(spec: dict[str, Any], actor_id: int | None, language: str) -> dict[str, Any]:
    """Make an index run; return its address, or the sentence of the refusal."""
    actor = Account.objects.get(pk=actor_id) if actor_id is not None else None
    with translation.override(language):
        try:
            run = run_index(spec=RunSpec.from_dict(spec), actor=actor, tell=report_progress)
        except RunRefused as refused:
            return {"run": None, "refused": str(refused.message)}
    return {"run": run.slug, "refused": None}
