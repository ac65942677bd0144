"""The paper itself, set from a snapshot alone: its title, sections, sentences and tables in the reader's language, before any file format."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from tracker.exchange.pack import languages
from tracker.models import Commitment, Decision, ProgressReport, Request, Responsibility
from tracker.models.commitment import Precision
from tracker.models.ledger import FINGERPRINT
from tracker.rules.flag import late

Facts = dict[str, Any]
SHORT = 280  # characters of what a party said, where it is told in full further on


@dataclass(frozen=True)
class Line:
    """One line of a cell. `tone` is "", strong, muted or said (somebody's own words); `link` the anchor of another place in the paper."""

    text: str
    tone: str = ""
    link: str = ""


@dataclass(frozen=True)
class Paragraph:
    """`tone` is "", note, list (one item of a list) or quote."""

    text: str
    tone: str = ""


@dataclass(frozen=True)
class Heading:
    """Of one commitment inside a section; it does not stand in the contents."""

    text: str
    anchor: str


@dataclass(frozen=True)
class Table:
    head: tuple[str, ...]
    rows: list[list[list[Line]]]  # rows of cells of lines
    widths: tuple[int, ...]  # of each column, in per cent
    is_figures: bool = False  # all columns but the first hold numbers

    @property
    def columns(self) -> list[tuple[str, int]]:
        return list(zip(self.head, self.widths, strict=True))

    @property
    def labelled(self) -> list[list[tuple[str, list[Line]]]]:
        """The rows, each cell with its heading, for pages too narrow for columns."""
        return [list(zip(self.head, cells, strict=True)) for cells in self.rows]


@dataclass(frozen=True)
class Section:
    number: str  # 3, or 10.2
    title: str
    blocks: list[Paragraph | Heading | Table]
    sections: list["Section"] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return "section-" + self.number.replace(".", "-")


@dataclass(frozen=True)
class Paper:
    language: str
    is_rtl: bool
    title: str
    body: str
    sides: list[str]
    cover: list[tuple[str, str]]  # (label, what it says)
    running: str  # what stands at the head of each page
    contents: str  # the heading of the contents
    sections: list[Section]
    closing: list[str]

    def listed(self) -> Iterator[tuple[int, Section]]:
        """(level, section) of all that stands in the contents."""
        for section in self.sections:
            yield 1, section
            for inner in section.sections:
                yield 2, inner


def paper(snapshot: Facts, *, language: str, sha256: str, has_voices: bool = True) -> Paper:
    """`has_voices` says whether the last section, by far the longest, stands in it."""
    with override(language):
        return _Writer(snapshot, language, has_voices).paper(sha256)


class _Writer:
    def __init__(self, told: Facts, language: str, has_voices: bool):
        self.told, self.language, self.has_voices = told, language, has_voices
        self.rows, self.found, self.parties = told["commitments"], told["sections"], told["parties"]
        self.as_of = date.fromisoformat(told["as_of"])
        self.spoken = {ref for voice in self.found["voices"] for ref in voice["full"]} if has_voices else set()

    def paper(self, sha256: str) -> Paper:
        body, meeting = self.told["body"]["name"], self.told["meeting"]
        cover = [(_("Session"), self.session(meeting))] if meeting else []
        cover += [(_("Period"), _("after %(since)s, to %(day)s") % {"since": day(self.told["since_on"]), "day": day(self.told["as_of"])})]
        cover += [(_("As of"), self.known())]
        titled = [
            (_("Summary"), self.summary()),
            (_("Done since the last session"), self.done()),
            (_("Moved since the last session"), self.moved()),
            (_("No report"), self.silent()),
            (_("Overdue"), self.overdue()),
            (_("Newly pledged"), self.new()),
            (_("Requests"), self.requests()),
            (_("Obstacles by cause"), self.obstacles()),
            (_("Carried over"), self.carried()),
        ]
        if self.has_voices:
            titled.append((_("What each party says"), self.voices(10)))
        return Paper(
            language=self.language,
            is_rtl=languages.is_rtl(self.language),
            title=_("State of implementation"),
            body=body,
            sides=[self.party(code) for code in self.told["body"]["sides"]],
            cover=cover,
            running=_("%(body)s: state of implementation, %(day)s") % {"body": self.own(body), "day": day(self.told["as_of"])},
            contents=_("Contents"),
            sections=[
                Section(str(number), title, told if isinstance(told, list) else [told[0]], [] if isinstance(told, list) else told[1])
                for number, (title, told) in enumerate(titled, 1)
            ],
            closing=[
                _("This paper was set from the record as it stood then. It holds what is told to the parties; drafts are not in it."),
                _("Fingerprint of its contents: %(mark)s") % {"mark": sha256[:FINGERPRINT]},
            ],
        )

    def known(self) -> str:
        facts = {"day": day(self.told["as_of"]), "time": self.told["at"]}
        return _("what was on record on %(day)s at %(time)s") % facts if self.told["at"] else _("what was on record at the end of %(day)s") % facts

    # --- what is named everywhere ---

    def party(self, code: str | None) -> str:
        """A party's name in the reader's language; its name on record, where none is known."""
        if code is None:
            return _("the desk")
        facts = self.parties[code]
        return facts["names"].get(self.language) or facts["names"].get(self.language.split("-")[0]) or facts["name"]

    def own(self, text: str) -> str:
        """A text of the record inside a sentence of ours: in a paper from right to left it keeps its own direction and disturbs no other."""
        return f"\u2068{text}\u2069" if languages.is_rtl(self.language) else text

    def title(self, row: Facts) -> str:
        return (self.text(row) or {}).get("title") or row["title"]

    def text(self, row: Facts) -> Facts | None:
        return row["texts"].get(self.language) or row["texts"].get(self.language.split("-")[0])

    def commitment(self, ref: str) -> list[Line]:
        return [Line(ref, "muted", anchor(ref) if ref in self.spoken else ""), Line(self.title(self.rows[ref]), "strong")]

    def at(self, meeting: Facts) -> str:
        return _("%(meeting)s, %(day)s") % {"meeting": self.own(meeting["title"]), "day": day(meeting["on"])}

    def session(self, meeting: Facts) -> str:
        when = day(meeting["on"]) if meeting["on"] == meeting["ends_on"] else f"{day(meeting['on'])} – {day(meeting['ends_on'])}"
        named = _("session %(n)d") % {"n": meeting["ordinal"]} if meeting["ordinal"] else meeting["title"]
        return ", ".join(part for part in (named, when, meeting.get("place")) if part)

    def count(self, refs: list, said: str, none: str) -> Paragraph:
        return Paragraph(said % {"n": len(refs)} if refs else none)

    # --- sections ---

    def summary(self) -> list:
        found = self.found
        silent = len(found["silent"])
        figures = [
            (_("Open commitments"), found["open"]),
            (_("Completed since the last session"), len(found["done"])),
            (_("Dropped or replaced since"), len(found["ended"])),
            (_("Moved since"), len(found["moved"])),
            (_("Reported, but nothing new"), len(found["unchanged"])),
            (_("Reports missing"), silent),
            (_("Overdue"), len(found["overdue"])),
            (_("Newly pledged"), len(found["new"])),
            (_("Requests that wait for a decision"), len(found["asked"])),
            (_("Requests decided since"), len(found["decided"])),
            (_("Obstacles that stand open"), sum(len(cause["open"]) for cause in found["obstacles"])),
            (_("On which the parties state different things"), len(found["differ"])),
        ]
        facts = {"body": self.own(self.told["body"]["name"]), "day": day(self.told["as_of"]), "since": day(self.told["since_on"]), "n": found["open"]}
        opening = ngettext(
            "On %(day)s, %(n)d commitment of %(body)s was open. The table counts what happened after %(since)s.",
            "On %(day)s, %(n)d commitments of %(body)s were open. The table counts what happened after %(since)s.",
            found["open"],
        )
        told = [Paragraph(opening % facts), Table((_("In figures"), ""), [[[Line(label)], [Line(str(count))]] for label, count in figures], (80, 20), True)]
        if by_party := self.by_party():
            told += [Paragraph(_("The same by party, over the commitments that are open:")), by_party]
        if found["differ"]:
            differ = _("The parties state different things on: %(references)s. Section 10 sets their words side by side.")
            told.append(Paragraph(differ % self.joined("differ")))
        return told

    def joined(self, name: str) -> dict[str, str]:
        shown = self.found[name][:30]
        rest = len(self.found[name]) - len(shown)
        return {
            "references": _(", ").join(self.own(ref) for ref in shown)
            + (" " + ngettext("and %(n)d more", "and %(n)d more", rest) % {"n": rest} if rest else "")
        }

    def by_party(self) -> Table | None:
        silent = {tuple(pair) for pair in self.found["silent"]}
        rows = []
        for voice in self.found["voices"]:
            code, refs = voice["party"], voice["full"] + voice["also"]
            parts = [(ref, part) for ref in refs for part in self.rows[ref]["parts"] if part["party"] == code]
            counts = [
                len(parts),
                sum(any(said["party"] == code for said in self.rows[ref]["said"]) for ref, _part in parts),
                sum((ref, code) in silent for ref, _part in parts),
                sum(part["status"] == Responsibility.Status.COMPLETED for _ref, part in parts),
            ]
            rows.append([[Line(self.party(code))], *([Line(str(count))] for count in counts)])
        head = (_("Party"), _("open"), _("reported since"), _("report missing"), _("states “completed”"))
        return Table(head, rows, (36, 13, 17, 17, 17), True) if rows else None

    def done(self) -> list:
        done, ended = self.found["done"], self.found["ended"]
        told = [
            self.count(
                done,
                ngettext("%(n)d commitment was completed.", "%(n)d commitments were completed.", len(done)),
                _("No commitment was completed in this time."),
            )
        ]
        if done:
            told.append(self.closed(done, _("Completed on")))
        if ended:
            ends = ngettext("%(n)d commitment was dropped or replaced.", "%(n)d commitments were dropped or replaced.", len(ended))
            told += [self.count(ended, ends, ""), self.closed(ended, _("Ended on"))]
        return told

    def closed(self, refs: list[str], when: str) -> Table:
        rows = []
        for ref in refs:
            row = self.rows[ref]
            decisions = [request["decision"] for request in row["requests"] if request["decision"]]
            why = next((decision["reason"] for decision in reversed(decisions) if decision["verdict"] == Decision.Verdict.APPROVED), "")
            ended = [] if row["lifecycle"] == Commitment.Lifecycle.COMPLETED else [Line(label(Commitment.Lifecycle, row["lifecycle"]), "muted")]
            rows.append([self.commitment(ref), [Line(day(row["closed_on"])), *ended], [Line(short(why), "said")] if why else [Line("—")]])
        return Table((_("Commitment"), when, _("As it was decided")), rows, (48, 20, 32))

    def moved(self) -> list:
        moved, unchanged = self.found["moved"], self.found["unchanged"]
        told = [
            self.count(
                moved,
                ngettext(
                    "%(n)d open commitment moved: a report came, or a milestone was reached.",
                    "%(n)d open commitments moved: a report came, or a milestone was reached.",
                    len(moved),
                ),
                _("Nothing moved: no report came, and no milestone was reached."),
            )
        ]
        if moved:
            rows = [[self.commitment(ref), list(self.movement(self.rows[ref]))] for ref in moved]
            told.append(Table((_("Commitment"), _("What moved")), rows, (40, 60)))
        if unchanged:
            said = ngettext(
                "On %(n)d further commitment the parties reported that there is nothing to report:",
                "On %(n)d further commitments the parties reported that there is nothing to report:",
                len(unchanged),
            )
            told.append(Paragraph(said % {"n": len(unchanged)}))
            rows = [[self.commitment(ref), [Line(self.dated(said)) for said in self.newest(self.rows[ref])]] for ref in unchanged]
            told.append(Table((_("Commitment"), _("Reported by")), rows, (60, 40)))
        return told

    def newest(self, row: Facts) -> list[Facts]:
        """The last report of each party since the last session."""
        return list({said["party"]: said for said in row["said"]}.values())

    def dated(self, said: Facts) -> str:
        return _("%(party)s, %(day)s") % {"party": self.party(said["party"]), "day": day(said["on"])}

    def movement(self, row: Facts) -> Iterator[Line]:
        before = {part["party"]: part["before"] for part in row["parts"]}
        for said in self.newest(row):
            yield Line(self.dated(said), "strong")
            status, was = said["status"], before.get(said["party"], "")
            if said["is_nothing"]:
                yield Line(_("nothing to report"))
                continue
            facts = {"status": label(Responsibility.Status, status), "before": label(Responsibility.Status, was)}
            yield Line(_("%(status)s (before: %(before)s)") % facts if was and was != status else facts["status"])
            yield Line(short(said["done"]), "said")
        for step in row["reached"]:
            facts = {"milestone": self.own(step["title"]), "day": day(step["done_on"])}
            yield Line(_("Milestone reached on %(day)s: %(milestone)s") % facts)

    def silent(self) -> list:
        silent = self.found["silent"]
        if not silent:
            return [Paragraph(_("No report is missing: each party has reported in its time."))]
        rows = []
        for ref, code in silent:
            part = next(part for part in self.rows[ref]["parts"] if part["party"] == code)
            last = [Line(day(part["words"]["on"])) if part["words"] else Line(_("never"))]
            rows.append([self.commitment(ref), [Line(self.party(code))], last, self.missed(part["due_on"])])
        told = ngettext("%(n)d report is missing and its time of grace is over.", "%(n)d reports are missing and their time of grace is over.", len(silent))
        return [Paragraph(told % {"n": len(silent)}), Table((_("Commitment"), _("Party"), _("Last report"), _("Report was due")), rows, (40, 22, 18, 20))]

    def missed(self, due_on: str) -> list[Line]:
        return [Line(day(due_on)), Line(late(date.fromisoformat(due_on), self.as_of), "muted")]

    def overdue(self) -> list:
        overdue, steps = self.found["overdue"], [(ref, step) for ref in self.found["late"] for step in self.rows[ref]["late"]]
        told = [
            self.count(
                overdue,
                ngettext("%(n)d commitment is past its due date.", "%(n)d commitments are past their due dates.", len(overdue)),
                _("No commitment is past its due date."),
            )
        ]
        if overdue:
            rows = []
            for ref in overdue:
                row = self.rows[ref]
                first = [Line(_("originally %(day)s") % {"day": due(row["original"])}, "muted")] if row["original"] else []
                rows.append([self.commitment(ref), [Line(due(row["due"])), *first, *self.missed(row["due"]["ends_on"])[1:]], self.stated(row)])
            told.append(Table((_("Commitment"), _("Due"), _("What the parties state")), rows, (45, 22, 33)))
        if steps:
            said = ngettext("%(n)d milestone was due and is not reached.", "%(n)d milestones were due and are not reached.", len(steps))
            rows = [[[Line(step["title"])], self.commitment(ref), [Line(due(step["due"])), *self.missed(step["due"]["ends_on"])[1:]]] for ref, step in steps]
            told += [Paragraph(said % {"n": len(steps)}), Table((_("Milestone"), _("Commitment"), _("Due")), rows, (36, 42, 22))]
        return told

    def stated(self, row: Facts) -> list[Line]:
        return [Line(_("%(party)s: %(status)s") % {"party": self.party(part["party"]), "status": status_of(part)}) for part in row["parts"]]

    def new(self) -> list:
        new = self.found["new"]
        told = [
            self.count(
                new,
                ngettext("%(n)d commitment was newly pledged.", "%(n)d commitments were newly pledged.", len(new)),
                _("Nothing was newly pledged in this time."),
            )
        ]
        if new:
            rows = []
            for ref in new:
                row = self.rows[ref]
                pledged = [Line(row["meeting"]["title"]), Line(day(row["meeting"]["on"]), "muted")]
                rows.append([self.commitment(ref), pledged, [Line(self.party(part["party"])) for part in row["parts"]], [Line(due(row["due"]))]])
            told.append(Table((_("Commitment"), _("Pledged at"), _("Parties"), _("Due")), rows, (38, 26, 20, 16)))
        return told

    def requests(self) -> tuple:
        asked, decided = self.found["asked"], self.found["decided"]
        waiting = ngettext("%(n)d request waits for a decision", "%(n)d requests wait for a decision", len(asked)) % {"n": len(asked)}
        answered = ngettext("%(n)d was decided since the last session", "%(n)d were decided since the last session", len(decided)) % {"n": len(decided)}
        opening = Paragraph(_("%(waiting)s; %(answered)s.") % {"waiting": waiting, "answered": answered})
        sections = []
        if asked:
            rows = [[self.commitment(ref), self.asked(self.request(ref, n)), [Line(short(self.request(ref, n)["reason"]), "said")]] for ref, n in asked]
            sections.append((_("Open"), Table((_("Commitment"), _("Request"), _("Reason given")), rows, (38, 26, 36))))
        if decided:
            rows = []
            for ref, number in decided:
                request = self.request(ref, number)
                decision = request["decision"]
                verdict = _("%(verdict)s on %(day)s") % {"verdict": label(Decision.Verdict, decision["verdict"]), "day": day(decision["on"])}
                reason = [Line(short(decision["reason"]), "said")] if decision["reason"] else []
                rows.append([self.commitment(ref), self.asked(request), [Line(verdict), *reason]])
            sections.append((_("Decided since the last session"), Table((_("Commitment"), _("Request"), _("Decision")), rows, (38, 26, 36))))
        return opening, [Section(f"7.{n}", title, [table]) for n, (title, table) in enumerate(sections, 1)]

    def request(self, ref: str, number: int) -> Facts:
        return self.rows[ref]["requests"][number]

    def asked(self, request: Facts) -> list[Line]:
        kind = label(Request.Kind, request["kind"])
        named = _("%(kind)s until %(day)s") % {"kind": kind, "day": due(request["until"])} if request["until"] else kind
        return [Line(named), Line(_("%(party)s, %(day)s") % {"party": self.party(request["party"]), "day": day(request["on"])}, "muted")]

    def obstacles(self) -> tuple:
        causes = self.found["obstacles"]
        if not causes:
            return Paragraph(_("No obstacle stands open, and no last report names one.")), []
        total = sum(len(cause["open"]) for cause in causes)
        opening = ngettext("%(n)d obstacle stands open.", "%(n)d obstacles stand open.", total) % {"n": total}
        sections = []
        for number, cause in enumerate(causes, 1):
            blocks = []
            if cause["open"]:
                rows = []
                for ref, n in cause["open"]:
                    obstacle = self.rows[ref]["obstacles"][n]
                    owed = [Line(self.party(obstacle["party"])), Line(_("by %(day)s") % {"day": day(obstacle["due_on"])}, "muted")]
                    answer = [Line(short(obstacle["answer"]["words"]), "said")] if obstacle["answer"] else []
                    rows.append([[Line(obstacle["title"], "strong"), *answer], self.commitment(ref), owed])
                blocks.append(Table((_("Obstacle"), _("Commitment"), _("Who owes an answer")), rows, (38, 38, 24)))
            if cause["named"]:
                named = [_("%(party)s on %(reference)s") % {"party": self.party(code), "reference": self.own(ref)} for ref, code in cause["named"]]
                blocks.append(Paragraph(_("Named as the cause in the last report of: %(named)s.") % {"named": _("; ").join(named)}))
            sections.append(Section(f"8.{number}", capitalised(label(ProgressReport.Obstacle, cause["cause"])), blocks))
        return Paragraph(f"{opening} {_('Causes that parties named in their last reports stand beside them.')}"), sections

    def carried(self) -> list:
        carried = self.found["carried"]
        told = [
            self.count(
                carried,
                ngettext("%(n)d open commitment renews an earlier one.", "%(n)d open commitments renew earlier ones.", len(carried)),
                _("No open commitment renews an earlier one."),
            )
        ]
        if carried:
            rows = []
            for ref in carried:
                renews = self.rows[ref]["renews"]
                first = renews["first"]
                times = ngettext("renewed %(n)d time", "renewed %(n)d times", renews["times"]) % {"n": renews["times"]}
                made = [Line(first["reference"]), Line(self.at(first["meeting"]), "muted")]
                rows.append([self.commitment(ref), [Line(renews["reference"])], made, [Line(times)]])
            told.append(Table((_("Commitment"), _("Renews"), _("First made in"), _("How often")), rows, (40, 16, 26, 18)))
        return told

    def voices(self, number: int) -> tuple:
        voices = self.found["voices"]
        if not voices:
            return Paragraph(_("No commitment is open.")), []
        places = {ref: f"{number}.{n}" for n, voice in enumerate(voices, 1) for ref in voice["full"]}
        opening = _("Each open commitment stands once in full, under the party that has the first part in it, with the words of all parties side by side.")
        return Paragraph(opening), [Section(f"{number}.{n}", self.party(voice["party"]), self.voice(voice, places)) for n, voice in enumerate(voices, 1)]

    def voice(self, voice: Facts, places: dict[str, str]) -> list:
        told: list = [block for ref in voice["full"] for block in self.spoken_of(ref)]
        if voice["also"]:
            rows = []
            for ref in voice["also"]:
                part = next(part for part in self.rows[ref]["parts"] if part["party"] == voice["party"])
                rows.append([self.commitment(ref), list(self.says(part, is_short=True)), [Line(places[ref], "", anchor(ref))]])
            opening = _("%(party)s also has a part in these, which stand in full under another party:") % {"party": self.party(voice["party"])}
            told += [Paragraph(opening), Table((_("Commitment"), _("What it says"), _("In full")), rows, (44, 44, 12))]
        return told

    def spoken_of(self, ref: str) -> Iterable:
        """One commitment: what was pledged, in which words, and what each party says of it, two voices beside each other."""
        row = self.rows[ref]
        yield Heading(f"{ref}  {self.title(row)}", anchor(ref))
        facts = [label(Commitment.Lifecycle, row["lifecycle"])]
        if row["suspended_until"]:
            facts = [_("suspended until %(day)s") % {"day": day(row["suspended_until"])}]
        facts.append(_("due %(day)s") % {"day": due(row["due"])} if row["due"] else _("no due date"))
        if row["steps"]["of"]:
            facts.append(_("%(done)d of %(of)d milestones reached") % row["steps"])
        yield Paragraph(capitalised("; ".join(str(fact) for fact in facts)) + ".", "note")
        text = self.text(row)
        if quote := (text and text["text"]) or row["quote"]:
            yield Paragraph(_("“%(quote)s”") % {"quote": self.own(quote)}, "quote")
        source = [_("pledged at %(meeting)s") % {"meeting": self.at(row["meeting"])}]
        if text and text["text"]:
            source.append(_("authentic text") if text["is_authentic"] else _("translation"))
        yield Paragraph(capitalised(_("; ").join(source)) + ".", "note")
        parts = row["parts"]
        for pair in (parts[at : at + 2] for at in range(0, len(parts), 2)):
            head = tuple(f"{self.party(part['party'])} ({label(Responsibility.Role, part['role'])})" for part in pair)
            yield Table(head, [[list(self.says(part)) for part in pair]], (50, 50) if len(pair) == 2 else (100,))
        if row["differs"]:
            said = _("; ").join(
                _("%(party)s says “%(status)s”") % {"party": self.party(part["party"]), "status": status_of(part)} for part in parts if part["status"]
            )
            yield Paragraph(_("The parties state different things: %(said)s.") % {"said": said}, "differ")

    def says(self, part: Facts, *, is_short: bool = False) -> Iterator[Line]:
        words = part["words"]
        if words is None:
            yield Line(_("No report yet."), "muted")
            return
        stated = status_of(part)
        if part["health"]:
            stated = _("%(status)s, %(health)s") % {"status": stated, "health": label(Responsibility.Health, part["health"])}
        yield Line(stated, "strong")
        yield Line(_("reported on %(day)s") % {"day": day(words["on"])}, "muted")
        if words["is_nothing"]:
            yield Line(_("Nothing to report."))
        elif words["done"]:
            yield Line(short(words["done"]) if is_short else words["done"], "said")
        if is_short:
            return
        if words["next_step"]:
            yield Line(_("Next step: %(step)s") % {"step": self.own(words["next_step"])})
        if words["obstacle"]:
            yield Line(_("Obstacle: %(cause)s") % {"cause": label(ProgressReport.Obstacle, words["obstacle"])})
        if words["forecast_on"]:
            yield Line(_("Expected by %(day)s") % {"day": day(words["forecast_on"])})


def anchor(ref: str) -> str:
    return f"commitment-{ref}"


def day(iso: str | None) -> str:
    return date_format(date.fromisoformat(iso), "j F Y") if iso else "—"


def due(told: Facts | None) -> str:
    """A due date as exactly as it is known."""
    if told is None:
        return _("no date")
    on = date.fromisoformat(told["on"])
    if told["precision"] == Precision.YEAR:
        return str(on.year)
    if told["precision"] == Precision.QUARTER:
        return _("Q%(quarter)d %(year)d") % {"quarter": (on.month + 2) // 3, "year": on.year}
    return date_format(on, "F Y" if told["precision"] == Precision.MONTH else "j F Y")


def label(choices, key: str) -> str:
    return str(choices(key).label) if key in choices.values else key


def status_of(part: Facts) -> str:
    return label(Responsibility.Status, part["status"]) if part["status"] else _("no word yet")


def short(words: str) -> str:
    return Truncator(" ".join(words.split())).chars(SHORT)


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
