"""Say something: one page, no account, no cookie; the answer is a code that leads back to it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from bokal.programme.history.errors import Refused
from bokal.programme.voices.models import Card, Receipt
from bokal.programme.voices.perms import can_say_something
from bokal.programme.voices.services import areas_to_speak_about, grouped, say_voice
from bokal.web.public.say_forms import SayForm, new_token
from bokal.web.ui.guards import allow


@allow(can_say_something)
@csrf_exempt
@never_cache
def say(request: HttpRequest) -> HttpResponse:
    """Show the form, or take in what was said.

    There is no session that another site could misuse, so the form needs no cookie against it; the signed
    mark in the form makes the same voice sent twice one voice.
    """
    areas = areas_to_speak_about()
    if request.method != "POST":
        given = {"area": request.GET.get("area", ""), "token": new_token()}
        return render(request, "public/say.html", {"form": SayForm(areas=areas, initial=given)})
    form = SayForm(request.POST, request.FILES, areas=areas)
    if form.is_valid():
        try:
            taken = say_voice(said=form.said())
        except Refused as refusal:
            form.add_error("card" if "card" in type(refusal).__name__.lower() else None, str(refusal))
        else:
            return render(request, "public/said.html", {"code": grouped(taken.code), "new": taken.new})
    return said_wrong(request, form)


def said_wrong(request: HttpRequest, form: SayForm) -> HttpResponse:
    """Show the form again with every word in it, and with a fresh mark when the old one cannot be used."""
    if "token" in form.errors:
        fresh = request.POST.copy()
        fresh["token"] = new_token()
        form.data = fresh
    return render(request, "public/say.html", {"form": form}, status=422)


@allow(can_say_something)
@never_cache
def card(request: HttpRequest, mark: str) -> HttpResponse:
    """Open a printed card: say something with it, or follow what was said with it."""
    found = Card.objects.select_related("batch__area").filter(mark=mark.lower()).first()
    if found is None:
        raise Http404
    if Receipt.objects.filter(card=found).exists():
        return redirect("public:follow")
    area = found.batch.area.code if found.batch.area else ""
    given = {"area": area, "card": found.mark, "token": new_token()}
    return render(request, "public/say.html", {"form": SayForm(areas=areas_to_speak_about(), initial=given)})
