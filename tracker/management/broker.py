"""The Redis of a single machine: on a socket in a folder that only its owner can enter, its queue kept in a file."""

import os
import stat
from pathlib import Path

import redis
from django.core.management.base import CommandError

LOG = "redis.log"


def argv(*, binary: str, socket: Path, folder: Path) -> list[str]:
    """How to start it. `noeviction`: a full broker must refuse a message loudly instead of dropping others."""
    for path in (folder, socket.parent):
        _private(path)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "save": "",
        "appendonly": "yes",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        "logfile": str(folder / LOG),
        "daemonize": "no",
    }
    return [binary, *(part for name, setting in options.items() for part in (f"--{name}", setting))]


def answers(socket: Path) -> bool:
    try:
        return redis.Redis(unix_socket_path=str(socket), socket_timeout=1, socket_connect_timeout=1).ping()
    except redis.RedisError:
        return False


def _private(folder: Path) -> None:
    """Make the folder for its owner alone; whoever else may enter could queue any task. (In the temp dir, anybody may have made it first.)"""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise CommandError(f"{folder} is not a folder of yours; remove it and start again.")
    folder.chmod(0o700)
