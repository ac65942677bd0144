"""The paper as DOCX: real heading styles, a table of contents that Word brings up to date, page numbers, and right-to-left where its language is.

Paragraphs and tables are written as XML, since a paper of thousands of tables takes python-docx minutes.
"""

import io
import re
from collections.abc import Iterable
from itertools import count
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor, Twips

from tracker.exchange.pack.paper import Heading, Line, Paper, Paragraph, Section, Table

WIDE = 9600  # twentieths of a point: the width of the text on A4 with these margins
SERIF, RTL_FONT = "Cambria", "Times New Roman"
INK, MUTED = RGBColor(0x1C, 0x24, 0x30), "5D6673"
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML has no place for them
RUNS = {"strong": "<w:b/><w:bCs/>", "muted": f'<w:color w:val="{MUTED}"/><w:sz w:val="18"/><w:szCs w:val="18"/>', "said": "", "": ""}
AFTER_UPDATE = {qn(f"w:{name}") for name in ("hdrShapeDefaults", "footnotePr", "endnotePr", "compat", "rsids", "themeFontLang", "clrSchemeMapping")}
CONTENTS = r'TOC \o "1-2" \h \z'
STYLES = {"": "Normal", "list": "List Bullet", "quote": "Quote", "note": "Note", "differ": "Note"}


def write(paper: Paper) -> bytes:
    return _Writer(paper).write()


class _Writer:
    def __init__(self, paper: Paper):
        self.paper = paper
        self.document = Document()
        self.marks = count(1)
        self.parts: list[str] = []

    def write(self) -> bytes:
        self.styles()
        self.page()
        self.cover()
        self.contents()
        for section in self.paper.sections:
            self.section(section, 1)
        for text in self.paper.closing:
            self.paragraph(text, "Note")
        self.fill()
        out = io.BytesIO()
        self.document.save(out)
        return out.getvalue()

    # --- the document around the text ---

    def styles(self) -> None:
        styles = self.document.styles
        self.font(styles["Normal"], 10.5)
        styles["Normal"].paragraph_format.space_after = Pt(6)
        for name, size, before in (("Title", 26, 0), ("Subtitle", 15, 6), ("Heading 1", 16, 22), ("Heading 2", 13, 16), ("Heading 3", 11, 12)):
            self.font(styles[name], size)
            styles[name].font.bold = name.startswith("Heading") or name == "Title"
            styles[name].font.italic = False
            styles[name].font.color.rgb = INK
            styles[name].paragraph_format.space_before, styles[name].paragraph_format.space_after = Pt(before), Pt(6)
            styles[name].paragraph_format.keep_with_next = True
        for rule in styles["Title"].element.findall(f".//{qn('w:pBdr')}"):  # the template draws a line under it
            rule.getparent().remove(rule)
        self.font(styles["Quote"], 10.5)
        styles["Quote"].font.italic, styles["Quote"].font.color.rgb = not self.paper.is_rtl, INK
        styles["Quote"].paragraph_format.left_indent = Cm(0.8)
        note = styles.add_style("Note", WD_STYLE_TYPE.PARAGRAPH)
        note.base_style = styles["Normal"]
        self.font(note, 9.5)
        for level, indent in ((1, 0), (2, 0.6)):
            listed = styles.add_style(f"toc {level}", WD_STYLE_TYPE.PARAGRAPH, builtin=True)
            listed.base_style = styles["Normal"]
            listed.paragraph_format.left_indent, listed.paragraph_format.space_after = Cm(indent), Pt(2)
            listed.paragraph_format.tab_stops.add_tab_stop(Twips(WIDE), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)

    def font(self, style, size: float) -> None:
        style.font.name, style.font.size = SERIF, Pt(size)
        properties = style.element.get_or_add_rPr()
        fonts = properties.find(qn("w:rFonts"))
        for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(name), None)
        fonts.set(qn("w:hAnsi"), SERIF)
        fonts.set(qn("w:cs"), RTL_FONT)
        for element in properties.findall(qn("w:szCs")):
            properties.remove(element)
        properties.find(qn("w:sz")).addnext(parse_xml(f'<w:szCs {nsdecls("w")} w:val="{round(size * 2)}"/>'))

    def page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.03)
        section.top_margin = section.bottom_margin = Cm(2.3)
        section.different_first_page_header_footer = True  # nothing stands around the cover
        head, foot = section.header, section.footer
        self.replace(head, self.paragraph_xml(self.run(self.paper.running, "muted"), "Header"))
        number = f"{self.field('PAGE')}{self.run(' / ', '')}{self.field('NUMPAGES')}"
        self.replace(foot, self.paragraph_xml(number, "Footer", '<w:jc w:val="center"/>'))
        core = self.document.core_properties
        told = {"title": self.paper.title, "subject": self.paper.running, "author": self.paper.body, "language": self.paper.language}
        for name, said in told.items():
            setattr(core, name, UNWRITABLE.sub("", said)[:255])
        core.comments = ""
        settings = self.document.settings.element
        later = next(child for child in settings if child.tag in AFTER_UPDATE)  # Word minds the order
        later.addprevious(parse_xml(f'<w:updateFields {nsdecls("w")} w:val="true"/>'))

    def replace(self, place, xml: str) -> None:
        body = place._element
        for child in list(body):
            body.remove(child)
        body.append(parse_xml(_declared(xml)))

    def fill(self) -> None:
        """The text as the new body, before the properties of the section, which end it; in one move, since moving each paragraph is slow."""
        old = self.document.element.body
        last = old.find(qn("w:sectPr"))
        if self.paper.is_rtl:
            last.find(qn("w:docGrid")).addprevious(parse_xml(f"<w:bidi {nsdecls('w')}/>"))
        body = parse_xml(f"<w:body {nsdecls('w')}>{''.join(self.parts)}</w:body>")
        body.append(last)
        old.getparent().replace(old, body)

    # --- the text ---

    def cover(self) -> None:
        self.parts.append(self.paragraph_xml("", "Normal", '<w:spacing w:before="2400"/>'))
        self.paragraph(self.paper.body, "Subtitle")
        self.paragraph(self.paper.title, "Title")
        if self.paper.sides:
            self.paragraph(" · ".join(self.paper.sides), "Subtitle")
        self.parts.append(self.paragraph_xml("", "Normal", '<w:spacing w:before="600"/>'))
        rows = [[[Line(label, "muted")], [Line(said)]] for label, said in self.paper.cover]
        self.table(Table(("", ""), rows, (22, 78)))
        self.parts.append(self.paragraph_xml('<w:r><w:br w:type="page"/></w:r>', "Normal"))

    def contents(self) -> None:
        """A field that Word fills anew; until then it holds the same list."""
        self.paragraph(self.paper.contents, "Subtitle")
        listed = list(self.paper.listed())
        for number, (level, section) in enumerate(listed):
            begin = self.sign("begin") + self.code(CONTENTS) + self.sign("separate") if number == 0 else ""
            end = self.sign("end") if number == len(listed) - 1 else ""
            title = f"{section.number}  {section.title}"
            place = f"{self.run(title, '')}<w:r><w:tab/></w:r>{self.field(f'PAGEREF {_mark(section)}')}"
            self.parts.append(self.paragraph_xml(f'{begin}<w:hyperlink w:anchor="{_mark(section)}" w:history="1">{place}</w:hyperlink>{end}', f"toc{level}"))
        self.parts.append(self.paragraph_xml('<w:r><w:br w:type="page"/></w:r>', "Normal"))

    def section(self, section: Section, level: int) -> None:
        self.heading(f"{section.number}  {section.title}", level, _mark(section))
        for block in section.blocks:
            if isinstance(block, Table):
                self.table(block)
            elif isinstance(block, Heading):
                self.heading(block.text, 3, "")
            else:
                self.block(block)
        for inner in section.sections:
            self.section(inner, level + 1)

    def block(self, block: Paragraph) -> None:
        self.paragraph(block.text, STYLES[block.tone])

    def heading(self, text: str, level: int, mark: str) -> None:
        run = self.run(text, "")
        if mark:
            number = next(self.marks)
            run = f'<w:bookmarkStart w:id="{number}" w:name="{mark}"/>{run}<w:bookmarkEnd w:id="{number}"/>'
        self.parts.append(self.paragraph_xml(run, f"Heading{level}"))

    def paragraph(self, text: str, style: str) -> None:
        self.parts.append(self.paragraph_xml(self.run(text, ""), style.replace(" ", "")))

    def table(self, table: Table) -> None:
        widths = [WIDE * share // 100 for share in table.widths]
        edge = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="C9C4B8"/>'
        borders = "".join(edge.format(side) for side in ("top", "bottom", "insideH"))
        visual = "<w:bidiVisual/>" if self.paper.is_rtl else ""
        margins = "".join(f'<w:{side} w:w="60" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
        place = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        about = f"<w:tblPr>{visual}{place}<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        rows = [self.row([[Line(head, "strong")] for head in table.head], widths, table, is_head=True)] if any(table.head) else []
        rows += [self.row(cells, widths, table) for cells in table.rows]
        self.parts.append(f"<w:tbl>{about}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>")
        self.parts.append(self.paragraph_xml("", "Normal", '<w:spacing w:after="60" w:line="120" w:lineRule="exact"/>'))  # or two tables would become one

    def row(self, cells: Iterable[list[Line]], widths: list[int], table: Table, *, is_head: bool = False) -> str:
        about = f"<w:trPr><w:cantSplit/>{'<w:tblHeader/>' if is_head else ''}</w:trPr>"
        told = "".join(
            self.cell(lines, width, is_figure=table.is_figures and n > 0, is_head=is_head) for n, (lines, width) in enumerate(zip(cells, widths, strict=True))
        )
        return f"<w:tr>{about}{told}</w:tr>"

    def cell(self, lines: list[Line], width: int, *, is_figure: bool, is_head: bool) -> str:
        place = '<w:spacing w:after="0"/>' + ('<w:jc w:val="right"/>' if is_figure else "")
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="F5F3EE"/>' if is_head else ""
        told = "".join(self.paragraph_xml(self.run(line.text, line.tone), "Normal", place) for line in lines) or self.paragraph_xml("", "Normal", place)
        return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>{told}</w:tc>'

    # --- XML ---

    def paragraph_xml(self, runs: str, style: str, place: str = "") -> str:
        bidi = "<w:bidi/>" if self.paper.is_rtl else ""
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{bidi}{place}</w:pPr>{runs}</w:p>'

    def run(self, text: str, tone: str) -> str:
        rtl = "<w:rtl/>" if self.paper.is_rtl and _has_rtl(text) else ""
        lines = UNWRITABLE.sub("", text).split("\n")
        told = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
        return f"<w:r><w:rPr>{RUNS[tone]}{rtl}</w:rPr>{told}</w:r>"

    def field(self, code: str) -> str:
        return f"{self.sign('begin')}{self.code(code)}{self.sign('separate')}{self.sign('end')}"

    def sign(self, kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    def code(self, code: str) -> str:
        return f'<w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'


def _mark(section: Section) -> str:
    return "_Toc" + section.anchor.replace("-", "_")


def _declared(xml: str) -> str:
    return xml.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)


def _has_rtl(text: str) -> bool:
    """Whether right-to-left letters stand in it: Hebrew and Arabic, with their extensions."""
    return any("\u0590" <= character <= "\u08ff" or "\ufb1d" <= character <= "\ufefc" for character in text)
