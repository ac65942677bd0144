"""The file of the demo sign-ins in the data folder: a line each of role, e-mail and password, parted by tabs."""

import os
from pathlib import Path

NAME = "demo-sign-ins.txt"


def read(folder: Path) -> list[tuple[str, str, str]]:
    """(role, e-mail, password) of every line; none when there is no file."""
    path = folder / NAME
    if not path.exists():
        return []
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return [tuple(row) for row in rows if len(row) == 3]


def write(folder: Path, rows: list[tuple[str, str, str]]) -> None:
    """Replace the file whole, readable by its owner alone; without rows there is no file."""
    path, new = folder / NAME, folder / f"{NAME}.new"
    if not rows:
        path.unlink(missing_ok=True)
        return
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.writelines("\t".join(row) + "\n" for row in rows)
    new.replace(path)
