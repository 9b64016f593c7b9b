"""Files that plan: looked at first, then brought in, in one way for works and for initiatives."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bokal.programme.areas.services import Problem
from bokal.programme.documents.enums import Access
from bokal.programme.documents.errors import DocumentRefused
from bokal.programme.documents.models import Document
from bokal.programme.documents.services import document_bytes, forget_documents, keep_document
from bokal.programme.initiatives.errors.places import FileMoved
from bokal.programme.initiatives.perms import areas_planned_in
from bokal.programme.initiatives.services.brought import Brought
from bokal.web.workspace.imports import account_of, problem_table

SHOWN = 200


@dataclass(frozen=True, slots=True)
class FileImport:
    """How files of one kind come in.

    Attributes
    ----------
    noun
        What they hold, as in the names of the addresses.
    pages
        The templates of the form and of the preview.
    look, bring
        The services that say what a file would change, and change it.
    options
        The fields of the form that both are told beside the file.
    """

    noun: str
    pages: tuple[str, str]
    form: type[forms.Form]
    look: Callable[..., Brought[Any]]
    bring: Callable[..., Brought[Any]]
    options: tuple[str, ...] = ()

    def key(self, what: str) -> str:
        """Return under which name a session keeps something."""
        return f"{self.noun}-{what}"

    def start(self, request: HttpRequest) -> HttpResponse:
        """Take a file and look at it."""
        form = self.form(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            return self.look_at(request, form)
        return self.show_start(request, form)

    def show_start(self, request: HttpRequest, form: forms.Form) -> HttpResponse:
        """Draw the form, and what the last import did."""
        context = {
            "form": form,
            "done": request.session.pop(self.key("imported"), None),
            "gone": request.session.pop(self.key("gone"), False),
        }
        status = 422 if form.is_bound else 200
        return render(request, self.pages[0], context, status=status)

    def look_at(self, request: HttpRequest, form: forms.Form) -> HttpResponse:
        """Read the file; show what is wrong with it, or keep it until it is imported."""
        upload, options = form.cleaned_data["file"], {name: form.cleaned_data[name] for name in self.options}
        content, areas = upload.read(), areas_planned_in(request.user)
        seen = self.look(content=content, name=upload.name, areas=areas, **options)
        if not seen.can_apply:
            return self.show(request, seen, upload.name, status=422)
        self.forget(request)
        try:
            document = keep_document(
                content=content, name=upload.name, access=Access.STAFF, actor=account_of(request)
            )
        except DocumentRefused as refusal:
            form.add_error("file", str(refusal))
            return self.show_start(request, form)
        request.session[self.key("waits")] = {"document": document.pk, "options": options}
        return redirect(f"workspace:{self.noun}-preview")

    def show(
        self,
        request: HttpRequest,
        seen: Brought[Any],
        name: str,
        *,
        status: int = 200,
        moved: str = "",
        file: str = "",
    ) -> HttpResponse:
        """Draw what a file would change; its problems can be downloaded from there.

        The page holds a mark of the ``file`` and of what it shows of it, and sends it when that is let in.
        """
        request.session[self.key("problems")] = [problem.as_dict() for problem in seen.problems]
        shown = {"seen": seen, "problems": seen.problems[:SHOWN], "shown": f"{file}.{seen.mark}"}
        context = shown | {"name": name, "moved": moved}
        return render(request, self.pages[1], context, status=status)

    def waiting(self, request: HttpRequest) -> tuple[Document, dict[str, Any]] | None:
        """Return the file that waits to be imported, and what the services take of it."""
        kept = request.session.get(self.key("waits")) or {"document": 0}
        document = Document.objects.filter(pk=kept["document"]).first()
        if document is None:
            return None
        given = {"content": document_bytes(document), "name": document.name, **kept["options"]}
        return document, given | {"areas": areas_planned_in(request.user)}

    def forget(self, request: HttpRequest) -> None:
        """Let go of the file that waited; it has been brought in, or another was handed in."""
        if self.key("waits") in request.session:
            forget_documents([request.session.pop(self.key("waits"))["document"]])

    def back(self, request: HttpRequest) -> HttpResponse:
        """Lead back to the form, where nothing waits; a file that waited and went meanwhile is told of.

        Equal files are kept once, so one goes when somebody else who had handed it in is done with it.
        """
        if request.session.pop(self.key("waits"), None) is not None:
            request.session[self.key("gone")] = True
        return redirect(f"workspace:{self.noun}-import")

    def preview(self, request: HttpRequest, *, status: int = 200, moved: str = "") -> HttpResponse:
        """Show what the file that waits would change."""
        waits = self.waiting(request)
        if waits is None:
            return self.back(request)
        document, given = waits
        seen, file = self.look(**given), document.sha256
        return self.show(request, seen, given["name"], status=status, moved=moved, file=file)

    def apply(self, request: HttpRequest) -> HttpResponse:
        """Bring in the file that waits, as the page showed it; if it would do something else, show that."""
        waits = self.waiting(request)
        if waits is None:
            return self.back(request)
        document, given = waits
        file, _dot, seen = request.POST.get("seen", "").partition(".")
        try:
            if file != document.sha256:
                raise FileMoved
            brought = self.bring(**given, actor=account_of(request), seen=seen)
        except FileMoved as moved:
            return self.preview(request, status=409, moved=str(moved))
        if not brought.can_apply:
            return self.show(request, brought, given["name"], status=409)
        self.forget(request)
        counts = {name: len(brought.of(name)) for name in ("new", "changed", "unchanged")}
        request.session[self.key("imported")] = counts
        return redirect(f"workspace:{self.noun}-import")

    def problems(self, request: HttpRequest) -> HttpResponse:
        """Send all that is wrong with the file that was looked at last."""
        return problem_table(map(Problem.from_dict, request.session.get(self.key("problems"), [])))
