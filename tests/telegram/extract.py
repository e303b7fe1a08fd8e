"""Writes api.json: the methods that the bot calls, out of a machine-readable Bot API.

    python tests/telegram/extract.py PATH/TO/FULL/api.json

The full file is the one of https://github.com/PaulSonOfLars/telegram-bot-api-spec. Kept of it are
the parameters of each method and the fields of each object that the bot sends: their types, and
whether they are required. After the bot began to call another method, add it to METHODS.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

METHODS: Final = (
    "getMe",
    "getUpdates",
    "deleteWebhook",
    "sendMessage",
    "editMessageText",
    "deleteMessage",
    "sendDocument",
    "getFile",
    "answerCallbackQuery",
    "getChatMember",
    "setMyCommands",
    "deleteMyCommands",
    "setMyDescription",
    "setMyShortDescription",
)
OBJECTS: Final = (
    "InlineKeyboardMarkup",
    "InlineKeyboardButton",
    "LinkPreviewOptions",
    "ReplyParameters",
    "BotCommand",
)

ABOUT: Final = "written by tests/telegram/extract.py; do not edit"


def extract(full: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the full Bot API that the tests check requests against."""
    return {
        "about": ABOUT,
        "version": full["version"],
        "methods": {name: _fields(full["methods"][name]) for name in METHODS},
        "objects": {name: _fields(full["types"][name]) for name in OBJECTS},
    }


def _fields(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        field["name"]: {"types": field["types"], "required": field["required"]}
        for field in entry.get("fields", ())
    }


def _written(part: Mapping[str, Any]) -> str:
    """JSON with a line for each field, so that a change is seen in a review."""
    kinds = [f' "{kind}": {_entries(part[kind])}' for kind in ("methods", "objects")]
    head = [f' "{name}": {json.dumps(part[name])}' for name in ("about", "version")]
    return "{\n" + ",\n".join((*head, *kinds)) + "\n}\n"


def _entries(entries: Mapping[str, Mapping[str, Any]]) -> str:
    written = []
    for name, fields in entries.items():
        lines = ",\n".join(f'   "{field}": {json.dumps(entry)}' for field, entry in fields.items())
        written.append(f'  "{name}": {{\n{lines}\n  }}' if lines else f'  "{name}": {{}}')
    return "{\n" + ",\n".join(written) + "\n }"


if __name__ == "__main__":
    source = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    Path(__file__).with_name("api.json").write_text(_written(extract(source)), encoding="utf-8")
