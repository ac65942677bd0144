"""Pledgewatch: every promise made at a meeting, and what became of it.

The story: a MEETING of PARTIES is recorded; COMMITMENTS are pledged there, with a RESPONSIBILITY for each party;
each party gives a PROGRESS report in its own words; the SWEEP looks at the CLOCKS whose moment has come and raises
FLAGS (silent, overdue, ...); each person answering gets a NOTICE; the link in it brings the next report,
and the report clears the flag.

The layers, each importing only from those to its right (tests/test_architecture.py holds them to it):
urls > views | admin | management > forms : tasks > actions > exchange | letters | queries > rules > models

The same noun names the file in every layer: `ls tracker/*/progress.py` shows a whole step. Start at models/.
"""
