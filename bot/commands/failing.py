"""Errors on the command line: what is wrong and what to do, without a traceback."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from telegram.error import InvalidToken, NetworkError

from bot.house import RunningAlreadyError
from bot.settings import SettingsError
from bot.transport.polling import AnotherPollerError
from knowledge.errors import KnowledgeError

#: Errors whose own message says what to do.
_SAID_PLAINLY = (
    SettingsError,
    KnowledgeError,
    RunningAlreadyError,
    AnotherPollerError,
)

_P = ParamSpec("_P")
_T = TypeVar("_T")


def plainly(command: Callable[_P, _T]) -> Callable[_P, _T]:
    """Turn the errors that a person can do something about into one line."""

    @wraps(command)
    def told_plainly(*values: _P.args, **named: _P.kwargs) -> _T:
        try:
            return command(*values, **named)
        except _SAID_PLAINLY as error:
            raise click.ClickException(str(error)) from error
        except InvalidToken as error:
            raise click.ClickException(
                "EXCHANGE_BOT_TOKEN: Telegram does not know this token; copy it again from @BotFather"
            ) from error
        except NetworkError as error:
            raise click.ClickException(
                f"Telegram could not be reached ({error}); check the network and EXCHANGE_BOT_API_URL"
            ) from error
        except BrokenPipeError:
            raise  # whoever read the output has gone; click ends quietly
        except (OSError, sqlite3.Error) as error:
            raise click.ClickException(
                f"{error}; check the folder that EXCHANGE_BOT_DATA names, and the space on its disk"
            ) from error

    return told_plainly
