"""Every page, read by axe in both themes and both directions, and never wider than its window; filled with the sample data."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as product
from django.utils import timezone

from tracker.actions import demo, sweep
from tracker.exchange import seed as seeds
from tracker.letters import links
from tracker.models import Assessment, Commitment, Meeting, Notice, NoticeItem, Person, Post, ProgressReport, Project, Request

pytestmark = pytest.mark.browser

ALL = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that a theme changes
APPEARANCES = [("light", "ltr", 1280, ALL), ("dark", "ltr", 1280, COLOURS), ("light", "rtl", 390, ALL)]
WIDTHS = (1280, 1200, 992, 390, 360)  # the least of each layout, and the phones


@pytest.fixture
def walk(transactional_db, open_page, page_of, live_server, settings):
    """Opens every page in turn: (who opens what, the page)."""
    settings.SITE_URL = live_server.url
    now = timezone.now()
    for path in sorted((product.BASE_DIR / "seeds").glob("*.yaml")):
        demo.load(seed=(seed := seeds.read(path)), now=now)
        demo.open_accounts(seed=seed, passwords={})
    sweep.run(now=now)
    Notice.objects.filter(recipient__name="Tomas Veld").update(state=Notice.State.FAILED, last_error="550 no such mailbox")

    def in_turn():
        for name, addresses in everything().items():
            options = {"bypass_csp": True}  # axe is a script of no page's own
            page = page_of(Person.objects.get(name=name).user, **options) if name else open_page(**options)
            for address, *pressed in addresses:
                page.goto(address)
                for button in pressed:
                    with page.expect_navigation():
                        page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
                yield " ".join([name, address, *pressed]), page

    return in_turn()


def everything() -> dict[str, list[tuple[str, ...]]]:
    """By who opens them: the addresses of all pages, some with the button pressed there."""
    harn_pass = Commitment.objects.get(title="Keep the Harn Pass crossing open around the clock").get_absolute_url()
    others = [Commitment.objects.filter(**kind).first() for kind in ({"lifecycle": "suspended"}, {"lifecycle": "completed"}, {"oversees__isnull": False})]
    meetings = [Meeting.objects.get(ordinal=5), Meeting.objects.get(form=Meeting.Form.DOCUMENTS)]
    record = f"{meetings[0].get_absolute_url()}commitments/record/"
    asked = Request.objects.get(decision=None)
    dated = Commitment.objects.get(title="Speed up the Harn link road").get_absolute_url()
    item = NoticeItem.objects.filter(notice__recipient__name="Ilka Maren").first()
    graded = Assessment.objects.get(corrects__isnull=False)
    assessments = f"{graded.commitment.get_absolute_url()}assessments/{graded.pk}/"
    waiting = ProgressReport.objects.waiting().get(responsibility__party__short_code="VELMOT")
    reviewed = waiting.responsibility.commitment.get_absolute_url()
    post = Post.objects.get(role="focal_point", party__short_code="VELMOT")
    roadmap, rail = (
        Commitment.objects.get(title__startswith=title).get_absolute_url() for title in ("Draw up a customs roadmap", "Bring the northern section")
    )
    session = f"{Meeting.objects.get(body__short_code='VLC', state='planned').get_absolute_url()}session/"
    return {
        "Anton Reiss": [
            ("/desk/",),
            (reviewed,),
            (f"{reviewed}reports/{waiting.pk}/review/",),
            (f"{reviewed}reports/{waiting.pk}/review/", "Return with this reason"),
        ],
        "Dora Venn": [
            *[("/commitments/?sides=disagree",), ("/posts/",), (f"/posts/{post.pk}/hand-over/", "Hand over")],
            *[("/desk/",), ("/commitments/",), ("/commitments/?text=zzz&due_after=soon",), (harn_pass,), (f"{harn_pass}edit/",), ("/commitments/record/",)],
            *[(row.get_absolute_url(),) for row in [*others, *meetings]],
            *[("/meetings/",), ("/meetings/record/", "Save the meeting"), (record, "Save the commitment"), ("/parties/",), ("/parties/VEL/",)],
            *[(asked.commitment.get_absolute_url(),), (f"{asked.commitment.get_absolute_url()}requests/{asked.pk}/decide/", "Decide"), (dated,)],
            *[(roadmap,), (f"{roadmap}measures/",), (f"{roadmap}indicators/",), (f"{roadmap}texts/",), (f"{roadmap}texts/add/", "Add the text")],
            *[(rail,), (f"{rail}obstacles/raise/", "Raise it"), ("/projects/",), (f"/projects/{Project.objects.earliest('pk').pk}/",)],
            *[
                ("/projects/record/", "Save the project"),
                ("/bodies/",),
                ("/bodies/VLC/",),
                ("/bodies/VLCC/",),
                ("/bodies/VLCC/edit/",),
                ("/bodies/VLC/packs/",),
            ],
            *[(session,), (f"{session}items/{rail.strip('/').split('/')[-1]}/",), (f"{session.removesuffix('session/')}attendance/",)],
            *[("/sweeps/", "Preview a sweep"), ("/settings/",), ("/accounts/2fa/",), ("/accounts/password/change/",), ("/commitments/no-such/",)],
        ],
        "Ilka Maren": [
            *[("/desk/",), (f"{harn_pass}report/VEL/",), (f"{harn_pass}report/VEL/", "Send the report"), (f"{harn_pass}report/LOR/",)],
            (f"{harn_pass}requests/ask/VEL/", "Ask"),
        ],
        "Vesna Aldor": [
            *[("/desk/",), (graded.commitment.get_absolute_url(),), (f"{harn_pass}assess/",), (f"{harn_pass}assess/", "Save the assessment")],
            *[(f"{assessments}correct/",), ("/corrections/",)],
        ],
        "Lena Morav": [(f"{assessments}reply/LORCUS/",)],
        "": [
            *[
                ("/accounts/login/",),
                ("/corrections/",),
                (links.answer(item),),
                (links.answer(item), "Send the report"),
                (links.answer(item), "Still accurate: nothing to report"),
            ],
            *[(links.unsubscribe(item.notice.recipient),), ("/answer/cut-off/",)],
        ],
    }


def violations(page, rules: list[str]) -> list[str]:
    found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": rules}).response["violations"]
    return [f"{rule['id']}: {' '.join(map(str, node['target']))}" for rule in found for node in rule["nodes"]]


DRESS = """([theme, direction]) => {
  Object.assign(document.documentElement, {dir: direction}).dataset.theme = theme;
  document.getAnimations().forEach(one => one.finish());  // colours that fade into the other theme
}"""


def dress(page, theme: str, direction: str, width: int) -> None:
    """Show the page in a theme and a direction, so high that nothing has yet to be scrolled from under a bar."""
    page.set_viewport_size({"width": width, "height": 4000})
    page.evaluate(DRESS, [theme, direction])


def test_axe_finds_nothing_on_any_page_and_none_is_wider_than_its_window(walk):
    """One walk for all appearances: filling the record and opening the pages takes longer than looking at them."""
    found = {}
    for name, page in walk:
        for theme, direction, width, rules in APPEARANCES:
            dress(page, theme, direction, width)
            found[f"{name}, {theme} {direction} {width}px"] = violations(page, rules)
        for direction in ("ltr", "rtl"):
            for width in WIDTHS:
                dress(page, "light", direction, width)
                excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                found[f"{name}, {width}px {direction}"] = [f"{excess}px too wide"] if excess > 0 else []

    assert {name: wrongs for name, wrongs in found.items() if wrongs} == {}
    assert len(found) > 500
