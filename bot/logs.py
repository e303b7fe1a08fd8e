"""Logs without secrets: no token, and no traceback where the network is merely away."""

from __future__ import annotations

import logging
from typing import Final

from telegram.error import TelegramError

#: httpx logs addresses, and those hold the token; the others say nothing an operator needs.
_QUIET: Final = ("httpx", "httpcore", "apscheduler", "telegram.ext.Application")


class _Discreet(logging.Formatter):
    def __init__(self, token: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        if record.exc_info and isinstance(record.exc_info[1], TelegramError):
            record.exc_info, record.exc_text = None, None
        line = super().format(record)
        return line.replace(self._token, "(token)") if self._token else line


def log_discreetly(token: str) -> None:
    """Log to standard error from now on."""
    handler = logging.StreamHandler()
    handler.setFormatter(_Discreet(token))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
