"""Settings from the environment, read once and handed on; an error names the variable."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv import dotenv_values


class SettingsError(ValueError):
    """A setting cannot be read; names the variable and says what it should be."""

    def __init__(self, variable: str, reason: str) -> None:
        super().__init__(f"{variable}: {reason}")
        self.variable = variable


TELEGRAM: Final = "https://api.telegram.org"


#: Settings of the contract that this version knows by name but does not use yet.
NOT_YET: Final = (
    "EXCHANGE_BOT_WEBHOOK_URL",
    "EXCHANGE_BOT_WEBHOOK_SECRET",
    "EXCHANGE_BOT_LISTEN",
    "EXCHANGE_BOT_HOLD",
    "EXCHANGE_BOT_RATE",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set; the README's table says the same."""

    token: str = ""
    api_url: str = TELEGRAM
    data: Path = Path("data")
    owners: tuple[int, ...] = ()
    tick: float = 15.0
    #: Variables that are set although this version does not use them.
    unused: tuple[str, ...] = ()
    encoder_url: str = ""
    encoder_model: str = ""
    encoder_key: str = field(default="", repr=False)
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/Kyiv"))

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Settings:
        """Read the settings; raises SettingsError."""
        return cls(
            token=environment.get("EXCHANGE_BOT_TOKEN", "").strip(),
            api_url=_url(environment, "EXCHANGE_BOT_API_URL", TELEGRAM),
            data=Path(environment.get("EXCHANGE_BOT_DATA") or "data").expanduser(),
            owners=_ids(environment, "EXCHANGE_BOT_OWNER"),
            unused=tuple(name for name in NOT_YET if environment.get(name)),
            tick=_seconds(environment, "EXCHANGE_BOT_TICK", 15.0),
            encoder_url=_url(environment, "EXCHANGE_BOT_ENCODER_URL", ""),
            encoder_model=environment.get("EXCHANGE_BOT_ENCODER_MODEL", "").strip(),
            encoder_key=environment.get("EXCHANGE_BOT_ENCODER_KEY", "").strip(),
            timezone=_zone(environment, "EXCHANGE_BOT_TIMEZONE", "Europe/Kyiv"),
        )


def environment() -> dict[str, str]:
    """The environment, over what a .env file in the working folder sets."""
    written = {name: value for name, value in dotenv_values(".env").items() if value is not None}
    return {**written, **os.environ}


def _url(environment: Mapping[str, str], name: str, default: str) -> str:
    url = environment.get(name) or default
    if url and not _is_address(url):
        raise SettingsError(name, f"{url!r} is no address; it begins with https:// or http://")
    return url.rstrip("/")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        return False


def _ids(environment: Mapping[str, str], name: str) -> tuple[int, ...]:
    written = environment.get(name, "")
    try:
        return tuple(int(part) for part in written.split(",") if part.strip())
    except ValueError as error:
        raise SettingsError(name, f"{written!r}: Telegram user ids, comma-separated") from error


def _seconds(environment: Mapping[str, str], name: str, default: float) -> float:
    written = environment.get(name) or str(default)
    try:
        seconds = float(written)
    except ValueError as error:
        raise SettingsError(name, f"{written!r} is no number of seconds") from error
    if not 0.1 <= seconds <= 86_400:
        raise SettingsError(name, f"{written}: between 0.1 and 86400 seconds")
    return seconds


def _zone(environment: Mapping[str, str], name: str, default: str) -> ZoneInfo:
    written = environment.get(name) or default
    try:
        return ZoneInfo(written)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(name, f"{written!r} is no time zone, such as Europe/Kyiv") from error
