"""Settings: each is read, each error names its variable, and the README says the same."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from bot.commands.health import doctor
from bot.settings import TELEGRAM, Settings, SettingsError, environment

ROOT: Final = Path(__file__).parents[2]

#: Each variable with its default as a person writes it, and another value with what becomes of it.
VARIABLES: Final[dict[str, tuple[str, str, tuple[str, object]]]] = {
    "EXCHANGE_BOT_TOKEN": ("", " 1:abc ", ("token", "1:abc")),
    "EXCHANGE_BOT_API_URL": (
        TELEGRAM,
        "http://127.0.0.1:8081/",
        ("api_url", "http://127.0.0.1:8081"),
    ),
    "EXCHANGE_BOT_DATA": ("data", "/srv/bot", ("data", Path("/srv/bot"))),
    "EXCHANGE_BOT_OWNER": ("", "12, 345,", ("owners", (12, 345))),
    "EXCHANGE_BOT_WEBHOOK_URL": (
        "",
        "https://bot.example/updates",
        ("webhook_url", "https://bot.example/updates"),
    ),
    "EXCHANGE_BOT_WEBHOOK_SECRET": ("", "s3cret_-", ("webhook_secret", "s3cret_-")),
    "EXCHANGE_BOT_LISTEN": ("127.0.0.1:8080", "[::1]:0", ("listen", ("::1", 0))),
    "EXCHANGE_BOT_RATE": ("28", "5", ("rate", 5.0)),
    "EXCHANGE_BOT_TICK": ("15", "0.5", ("tick", 0.5)),
    "EXCHANGE_BOT_HOLD": ("600", "0", ("hold", 0.0)),
    "EXCHANGE_BOT_APPROVAL": ("false", "TRUE", ("approval", True)),
    "EXCHANGE_BOT_CANARY": ("", "-100123", ("canary", -100123)),
    "EXCHANGE_BOT_ENCODER_URL": (
        "",
        "http://127.0.0.1:8000/v1/",
        ("encoder_url", "http://127.0.0.1:8000/v1"),
    ),
    "EXCHANGE_BOT_ENCODER_MODEL": ("", " e5-query ", ("encoder_model", "e5-query")),
    "EXCHANGE_BOT_ENCODER_KEY": ("", "secret", ("encoder_key", "secret")),
    "EXCHANGE_BOT_TIMEZONE": (
        "Europe/Kyiv",
        "Europe/Warsaw",
        ("timezone", ZoneInfo("Europe/Warsaw")),
    ),
}


@pytest.mark.parametrize("variable", VARIABLES)
def test_a_variable_sets_its_setting_and_no_other(variable: str) -> None:
    _, written, (name, value) = VARIABLES[variable]
    read, default = Settings.read({variable: written}), Settings()
    changed = {
        f.name for f in fields(Settings) if getattr(read, f.name) != getattr(default, f.name)
    }

    assert getattr(read, name) == value
    assert changed == {name}


def test_nothing_set_gives_the_defaults() -> None:
    assert Settings.read({}) == Settings()


@pytest.mark.parametrize("variable", VARIABLES)
def test_the_default_written_out_and_an_empty_variable_are_the_default(variable: str) -> None:
    written = VARIABLES[variable][0]

    assert Settings.read({variable: written}) == Settings()
    assert Settings.read({variable: ""}) == Settings()


@pytest.mark.parametrize(
    "url",
    [
        "https://encoder.example/v1",
        "http://localhost:8000/v1",
        "http://[::1]:8000/v1",
        "http://10.0.0.5/v1",
        "http://192.168.1.5:8000/v1",
    ],
)
def test_an_encoder_is_asked_with_https_or_without_it_nearby(url: str) -> None:
    assert Settings.read({"EXCHANGE_BOT_ENCODER_URL": url}).encoder_url == url


def test_a_folder_in_the_home_of_the_user_is_found() -> None:
    assert Settings.read({"EXCHANGE_BOT_DATA": "~/bot"}).data == Path.home() / "bot"


@pytest.mark.parametrize(
    ("variable", "written"),
    [
        ("EXCHANGE_BOT_API_URL", "api.telegram.org"),
        ("EXCHANGE_BOT_API_URL", "ftp://api.telegram.org"),
        ("EXCHANGE_BOT_ENCODER_URL", "127.0.0.1:8000"),
        ("EXCHANGE_BOT_ENCODER_URL", "http://127.0.0.1:port/v1"),
        ("EXCHANGE_BOT_ENCODER_URL", "https:///v1"),
        ("EXCHANGE_BOT_ENCODER_URL", "http://encoder.example/v1"),
        ("EXCHANGE_BOT_ENCODER_URL", "http://8.8.8.8/v1"),
        ("EXCHANGE_BOT_ENCODER_URL", "http://[2001:4860:4860::8888]/v1"),
        ("EXCHANGE_BOT_ENCODER_URL", "http://localhost.example/v1"),
        ("EXCHANGE_BOT_ENCODER_URL", "HTTP://127.0.0.1@encoder.example/v1"),
        ("EXCHANGE_BOT_OWNER", "olena"),
        ("EXCHANGE_BOT_OWNER", "12;13"),
        ("EXCHANGE_BOT_TICK", "often"),
        ("EXCHANGE_BOT_TICK", "0"),
        ("EXCHANGE_BOT_TICK", "-15"),
        ("EXCHANGE_BOT_TICK", "nan"),
        ("EXCHANGE_BOT_TICK", "1e9"),
        ("EXCHANGE_BOT_WEBHOOK_URL", "bot.example"),
        ("EXCHANGE_BOT_WEBHOOK_URL", "https://"),
        ("EXCHANGE_BOT_WEBHOOK_URL", "https://[bot.example/updates"),
        ("EXCHANGE_BOT_WEBHOOK_URL", "https://bot.example/updates?secret=1"),
        ("EXCHANGE_BOT_WEBHOOK_URL", "https://bot.example/metrics"),
        ("EXCHANGE_BOT_LISTEN", "8080"),
        ("EXCHANGE_BOT_LISTEN", ":8080"),
        ("EXCHANGE_BOT_LISTEN", "localhost"),
        ("EXCHANGE_BOT_LISTEN", "127.0.0.1:http"),
        ("EXCHANGE_BOT_LISTEN", "127.0.0.1:65536"),
        ("EXCHANGE_BOT_RATE", "fast"),
        ("EXCHANGE_BOT_RATE", "0"),
        ("EXCHANGE_BOT_RATE", "1001"),
        ("EXCHANGE_BOT_RATE", "inf"),
        ("EXCHANGE_BOT_TIMEZONE", "Kyiv"),
        ("EXCHANGE_BOT_TIMEZONE", "Europe"),
        ("EXCHANGE_BOT_TIMEZONE", "../../etc/passwd"),
        ("EXCHANGE_BOT_TIMEZONE", "/etc/localtime"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_with_the_name_of_its_variable(
    variable: str, written: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.read({variable: written})

    assert refused.value.variable == variable
    assert str(refused.value).startswith(f"{variable}: ")
    assert written in str(refused.value)


@pytest.mark.parametrize("written", ["not a secret", "тайна", "a" * 257, "a\nb"])
def test_a_secret_that_telegram_would_refuse_is_refused_without_being_repeated(
    written: str,
) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.read({"EXCHANGE_BOT_WEBHOOK_SECRET": written})

    assert refused.value.variable == "EXCHANGE_BOT_WEBHOOK_SECRET"
    assert written not in str(refused.value)
    assert "s3cret" not in repr(Settings(webhook_secret="s3cret"))  # noqa: S106 - nobody's


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of its own, with no variable of ours set."""
    for name in [name for name in os.environ if name.startswith("EXCHANGE_BOT_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_environment_comes_before_the_file(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere / ".env").write_text(
        "EXCHANGE_BOT_TICK=20\nEXCHANGE_BOT_DATA=here\n", encoding="utf-8"
    )
    monkeypatch.setenv("EXCHANGE_BOT_TICK", "30")

    settings = Settings.read(environment())

    assert (settings.tick, settings.data) == (30, Path("here"))


def test_a_name_without_a_value_in_the_file_sets_nothing(elsewhere: Path) -> None:
    (elsewhere / ".env").write_text("EXCHANGE_BOT_TOKEN\nEXCHANGE_BOT_TICK=\n", encoding="utf-8")

    assert Settings.read(environment()) == Settings()


def test_a_data_folder_that_cannot_be_made_is_a_plain_message(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere / "data").write_text("a file, not a folder", encoding="utf-8")
    monkeypatch.setenv("EXCHANGE_BOT_DATA", str(elsewhere / "data"))

    ran = CliRunner().invoke(doctor)

    assert ran.exit_code == 1
    assert ran.output.splitlines()[-1].startswith("Error: ")
    assert "EXCHANGE_BOT_DATA" in ran.output


def test_a_wrong_setting_ends_a_command_with_its_name(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXCHANGE_BOT_TIMEZONE", "Kyiv")

    ran = CliRunner().invoke(doctor)

    assert ran.output.startswith("Error: EXCHANGE_BOT_TIMEZONE: 'Kyiv' ")
    assert ran.exit_code == 1
    assert list(elsewhere.iterdir()) == []


# -- what is written about them


def _readme() -> Mapping[str, str]:
    """Each variable of the README's table with the last cell of its row."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(EXCHANGE_BOT_\w+)` \|.*\|([^|\n]*)\|$", text, re.MULTILINE)
    assert len(rows) == len(dict(rows)), "a variable stands twice in the table"
    return {name: cell.strip().strip("`") for name, cell in rows}


def _example() -> Mapping[str, str]:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return dict(re.findall(r"^#?(EXCHANGE_BOT_\w+)=(.*)$", text, re.MULTILINE))


def test_the_list_in_this_file_is_what_the_program_reads() -> None:
    source = (ROOT / "bot" / "settings.py").read_text(encoding="utf-8")

    assert set(re.findall(r'"(EXCHANGE_BOT_\w+)"', source)) == set(VARIABLES)


def test_the_readme_names_exactly_the_variables_that_are_read_with_their_defaults() -> None:
    assert _readme() == {name: default for name, (default, *_) in VARIABLES.items()}


def test_the_example_file_names_exactly_the_same() -> None:
    assert _example() == {name: default for name, (default, *_) in VARIABLES.items()}
