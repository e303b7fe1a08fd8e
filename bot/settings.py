"""Settings from the environment, read once and handed on; an error names the variable."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
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

#: Where the bot listens unless told otherwise: only this machine reaches it there.
LISTEN: Final = ("127.0.0.1", 8080)

#: Telegram allows about 30 a second; more only as paid broadcasts, up to 1,000.
RATE: Final = 28.0

#: What else is served where the bot listens; a webhook needs another path.
_OUR_PATHS: Final = ("healthz", "readyz", "metrics")


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set; the README's table says the same."""

    token: str = ""
    api_url: str = TELEGRAM
    data: Path = Path("data")
    owners: tuple[int, ...] = ()
    tick: float = 15.0
    #: Seconds between publishing and the first alert, in which it can be taken back.
    hold: float = 600.0
    #: Whether a second person has to agree before anything is published, corrected or withdrawn.
    approval: bool = False
    #: A chat that gets every alert, so that owners are told when one does not arrive; 0 for none.
    canary: int = 0
    #: Address that Telegram posts updates to; empty: the bot fetches them.
    webhook_url: str = ""
    #: What Telegram proves itself with; empty: a new one at each start.
    webhook_secret: str = field(default="", repr=False)
    #: Host and port for the webhook, /healthz, /readyz and /metrics.
    listen: tuple[str, int] = LISTEN
    #: Messages a second over all chats.
    rate: float = RATE
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
            webhook_url=_webhook(environment, "EXCHANGE_BOT_WEBHOOK_URL"),
            webhook_secret=_secret(environment, "EXCHANGE_BOT_WEBHOOK_SECRET"),
            listen=_address(environment, "EXCHANGE_BOT_LISTEN", LISTEN),
            rate=_number(environment, "EXCHANGE_BOT_RATE", RATE, (0.1, 1000), "messages a second"),
            tick=_number(environment, "EXCHANGE_BOT_TICK", 15.0, (0.1, 86_400), "seconds"),
            hold=_number(environment, "EXCHANGE_BOT_HOLD", 600.0, (0, 86_400), "seconds"),
            approval=_yes_or_no(environment, "EXCHANGE_BOT_APPROVAL"),
            canary=_chat(environment, "EXCHANGE_BOT_CANARY"),
            encoder_url=_sealed(environment, "EXCHANGE_BOT_ENCODER_URL"),
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


def _sealed(environment: Mapping[str, str], name: str) -> str:
    """An address where a key and what people ask can be sent: with https, or not far away."""
    url = _url(environment, name, "")
    parts = urlsplit(url)
    if parts.scheme == "http" and not _is_near(parts.hostname or ""):
        reason = f"{url!r}: with http:// everybody on the way reads it; it must be https://"
        raise SettingsError(name, reason)
    return url


def _is_near(host: str) -> bool:
    """Whether a host is this machine, or has an address of a private network."""
    if host == "localhost":
        return True
    try:
        address = ip_address(host)
    except ValueError:  # a name, and nobody knows where it leads
        return False
    return address.is_loopback or address.is_private


def _ids(environment: Mapping[str, str], name: str) -> tuple[int, ...]:
    written = environment.get(name, "")
    try:
        return tuple(int(part) for part in written.split(",") if part.strip())
    except ValueError as error:
        raise SettingsError(name, f"{written!r}: Telegram user ids, comma-separated") from error


def _chat(environment: Mapping[str, str], name: str) -> int:
    written = environment.get(name, "").strip() or "0"
    try:
        return int(written)
    except ValueError as error:
        raise SettingsError(name, f"{written!r}: the number of a chat") from error


def _yes_or_no(environment: Mapping[str, str], name: str) -> bool:
    written = environment.get(name, "").strip().lower() or "false"
    if written not in ("true", "false"):
        raise SettingsError(name, f"{written!r}: true or false")
    return written == "true"


def _number(
    environment: Mapping[str, str], name: str, default: float, span: tuple[float, float], unit: str
) -> float:
    written = environment.get(name) or str(default)
    try:
        number = float(written)
    except ValueError as error:
        raise SettingsError(name, f"{written!r} is no number of {unit}") from error
    if not span[0] <= number <= span[1]:
        raise SettingsError(name, f"{written}: between {span[0]:g} and {span[1]:.0f} {unit}")
    return number


def _webhook(environment: Mapping[str, str], name: str) -> str:
    """An address as Telegram takes it; its path is where the bot expects the updates."""
    written = environment.get(name, "").strip()
    if not written:
        return ""
    try:
        url = urlsplit(_url(environment, name, ""))
    except ValueError as error:
        raise SettingsError(name, f"{written!r} is no address") from error
    if not url.hostname or url.query or url.fragment or url.path.strip("/") in _OUR_PATHS:
        raise SettingsError(
            name,
            f"{written!r}: an address with a path of its own, as in https://bot.example/updates",
        )
    return written


def _secret(environment: Mapping[str, str], name: str) -> str:
    written = environment.get(name, "").strip()
    if written and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", written):
        raise SettingsError(name, "1 to 256 letters A-Z a-z, digits, _ and -, as Telegram has it")
    return written


def _address(
    environment: Mapping[str, str], name: str, default: tuple[str, int]
) -> tuple[str, int]:
    written = environment.get(name, "").strip()
    if not written:
        return default
    host, _, port = written.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or int(port) > 65_535:
        raise SettingsError(name, f"{written!r} is no host:port, such as 127.0.0.1:8080")
    return host, int(port)


def _zone(environment: Mapping[str, str], name: str, default: str) -> ZoneInfo:
    written = environment.get(name) or default
    try:
        return ZoneInfo(written)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(name, f"{written!r} is no time zone, such as Europe/Kyiv") from error
