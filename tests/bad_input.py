"""What people, pasted text and attackers put into a field: name -> value, for every form, page and import to be tried with."""

import pytest

MEGABYTE = 1_000_000

NOTHING = {
    "empty": "",
    "spaces": "   ",
    "no-break space": "\u00a0",
    "zero width": "\u200b\u200d",
}
STRANGE_TEXT = {
    "NUL": "a\x00b",
    "lone surrogate": "a\ud800b",
    "right-to-left override": "abc\u202edcba",
    "combining flood": "Z" + "\u0301" * 150,
    "emoji of four bytes": "\U0001f91d\U0001f3ff",
    "NFC": "caf\u00e9",
    "NFD": "cafe\u0301",
    "Turkish dotless i": "\u0131I\u0130i",
    "escape and bell": "a\x1b[31m\x07",
    "line separator": "a\u2028b",
}
LINE_BREAKS = {
    "CRLF header": "Report\r\nBcc: all@example.org",
    "LF header": "Report\nBcc: all@example.org",
    "CR": "Report\rX: y",
}
SCRIPTS = {
    "script": "<script>alert(1)</script>",
    "broken attribute": '"><img src=x onerror=alert(1)>',
    "markdown javascript": "[x](javascript:alert(1))",
    "markdown data": "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "markdown reference": "[x][y]\n\n[y]: javascript:alert(1)",
    "markdown image": '![" onerror=alert(1)](x)',
    "javascript address": "javascript:alert(1)",
    "template expression": "{{7*7}}",
    "template tag": "{% load static %}",
    "format": "%s %(x)s %n {0} {x.__class__}",
    "SQL": "'; DROP TABLE tracker_party; --",
}
FORMULAS = {
    "hyperlink formula": '=HYPERLINK("http://example.org","x")',
    "plus": "+1",
    "minus": "-1",
    "at sum": "@SUM(A1)",
    "tab-led formula": "\t=1+1",
    "CR-led formula": "\r=1+1",
    "full-width equals": "\uff1d1+1",
}
NUMBERS = {
    "minus zero": "-0",
    "float overflow": "1e309",
    "NaN": "NaN",
    "Infinity": "Infinity",
    "2**31": str(2**31),
    "2**63": str(2**63),
    "minus 2**63": str(-(2**63)),
    "true": "true",
    "Arabic-Indic digits": "\u0661\u0662",
    "5000 digits": "9" * 5000,
}
DATES = {
    "no day at all": "0000-00-00",
    "first day": "0001-01-01",
    "last day": "9999-12-31",
    "no leap year": "2026-02-29",
    "leap day": "2028-02-29",
    "31 April": "31/04/2026",
    "ambiguous": "03/04/2026",
    "Excel's leap bug": "60",
    "year of five digits": "10000-01-01",
    "moment with zone": "2026-01-01T00:00:00+14:00",
}
FILE_NAMES = {
    "parent folder": "../../etc/passwd",
    "encoded parent folder": "..%2f..%2fetc%2fpasswd",
    "device": "CON",
    "newline in name": "a\nb.pdf",
    "quote in name": 'a".pdf',
    "300 characters": "a" * 300 + ".pdf",
    "double extension": "minutes.pdf.exe",
}
ADDRESSES = {
    "no dot": "a@b",
    "quoted local part": '"a b"@c',
    "IDN": "a@b\u00fccher.example",
    "homoglyph": "\u0430dmin@example.org",
    "255 characters": "a" * 243 + "@example.org",
    "two addresses": "a@example.org, b@example.org",
}
# One at a time: a form of several would pass the limit on the whole request.
BIG = {
    "a megabyte": "x" * MEGABYTE,
    "a megabyte of words": "a " * (MEGABYTE // 2),
    "a million digits": "9" * MEGABYTE,
}
TEXT = {**NOTHING, **STRANGE_TEXT, **LINE_BREAKS, **SCRIPTS, **FORMULAS}
SMALL = {**TEXT, **NUMBERS, **DATES, **FILE_NAMES, **ADDRESSES}
ALL = {**SMALL, **BIG}


def each(values: dict[str, str]):
    """The values as named parameters of a test."""
    return [pytest.param(value, id=name) for name, value in values.items()]
