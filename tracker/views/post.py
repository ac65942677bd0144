"""Posts: who holds which, what is vacant, and the hand-over of one to a successor."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.actions import person as actions
from tracker.forms.post import HandOverForm
from tracker.forms.refusal import add_problems
from tracker.models import HandOver, Party
from tracker.queries import post as queries
from tracker.rules.refusal import Refused
from tracker.views.access import desk_only, must
from tracker.views.typed import typed


@desk_only
@require_safe
def posts(request):
    """Of all parties and bodies, or of one party."""
    must(request.standing.is_desk)
    code = request.GET.get("party", "")
    party = get_object_or_404(Party, short_code=code.replace("\x00", "?")) if code else None  # PostgreSQL fails on a NUL
    day = request.now.date()  # as rules.access counts posts
    vacant, held = queries.vacant(day=day, party=party), queries.held(day=day, party=party)
    shown = {
        "party": party,
        "vacant": vacant[: queries.SHOWN],
        "held": held[: queries.SHOWN],
        "has_more": len(vacant) > queries.SHOWN or len(held) > queries.SHOWN,
        "limit": queries.SHOWN,
        "traces": queries.traces(party=party),
    }
    return render(request, "post/posts.html", shown)


@desk_only
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request, pk):
    """A post is handed over once, so the post is the form's key."""
    must(request.standing.is_desk)
    post = get_object_or_404(queries.known(), pk=pk)
    form = HandOverForm(typed(request), post=post, initial={"on": request.now.date()})
    if request.method == "POST" and form.is_valid():
        try:
            trace = actions.hand_over(post=post, by=request.person, now=request.now, **form.cleaned_data)
        except Refused as refused:
            add_problems(form, refused)
        else:
            messages.success(request, _done(trace))
            return redirect(f"{reverse('posts')}?party={post.party.short_code}" if post.party else "posts")
    shown = {"form": form, "post": post, "parts": queries.moving(post).count(), "letters": queries.waiting_letters(post).count()}
    return render(request, "post/hand_over.html", shown)


def _done(trace: HandOver) -> str:
    facts = {"person": trace.to_post.person.name, "parts": trace.parts, "letters": trace.letters}
    return _("%(person)s holds the post now. Moved: responsibilities %(parts)d, letters %(letters)d.") % facts
