"""Who is refused, and how: every way in which an order can come from where it must not."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

import pytest

from bot.editing.presses import pressing
from bot.menus import FOR_ROLES
from bot.preview.telegram import Shown, chat_of
from bot.words import words_in
from jobs.editors import Editor, Role

if TYPE_CHECKING:
    from tests.bot.conftest import Bot, Person

OWNER: Final = 7
COMMANDS: Final = tuple(FOR_ROLES)
FORWARDED: Final = {
    "type": "user",
    "date": 1,
    "sender_user": {"id": 5, "is_bot": False, "first_name": "Somebody"},
}
OTHER_BOT: Final = {"id": 6, "is_bot": True, "first_name": "Other", "username": "other_bot"}
TYPED: Final = "таємниця"


@pytest.fixture
def editing(start_bot: Callable[[], Bot]) -> Iterator[Bot]:
    """A bot of its own, because what editors do stays; Telegram must have refused nothing."""
    bot = start_bot()
    yield bot
    assert bot.telegram.refused == []


def joined(bot: Bot, role: Role, number: int) -> Person:
    """Somebody who took up an invitation."""
    owner = bot.person("en", number=OWNER)
    (shown,) = owner.says(f"/invite {role.value}")
    person = bot.person("en", number=number)
    person.says(f"/start {shown.plain.rpartition('start=')[2].strip()}")
    person.presses("Accept")
    owner.is_told()
    return person


def label_of(bot: Bot, person: Person) -> str:
    editor: Editor | None = bot.run(bot.house.newsroom.editor(person.number))
    assert editor
    return editor.label


def window(bot: Bot) -> str:
    """What the last press was answered with, in a window of its own."""
    answers = [values for name, values in bot.telegram.calls if name == "answerCallbackQuery"]
    return str(answers[-1].get("text", ""))


def drafts(bot: Bot) -> int:
    owner = bot.run(bot.house.newsroom.editor(OWNER))
    assert owner
    return len(bot.run(bot.house.newsroom.drafts(owner)))


# -- commands


def test_to_a_stranger_a_command_of_editors_is_as_unknown_as_any(
    bot: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = bot.person("en")
    (unknown,) = stranger.says("/nosuchcommand")
    for command in COMMANDS:
        with caplog.at_level(logging.WARNING):
            (answer,) = stranger.says(f"/{command} {TYPED}")
        assert answer.plain == unknown.plain, command

    assert caplog.text.count("command, stranger") == len(COMMANDS)
    assert TYPED not in caplog.text
    assert str(stranger.number) not in caplog.text


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"forward_origin": FORWARDED}, "refused-forwarded"),
        ({"via_bot": OTHER_BOT}, "refused-via-bot"),
        ({"sender_chat": chat_of(-100)}, "refused-elsewhere"),
    ],
    ids=["forwarded", "via another bot", "as a channel"],
)
def test_no_command_that_was_not_typed_is_carried_out(
    more: dict[str, Any], key: str, editing: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    owner = editing.person("en", number=OWNER)
    for command in COMMANDS:
        with caplog.at_level(logging.WARNING):
            (answer,) = owner.says(f"/{command} {TYPED}", **more)
        assert answer.plain == words_in("en").say(key), command

    assert caplog.text.count(f"command, {key.removeprefix('refused-')}") == len(COMMANDS)
    assert TYPED not in caplog.text
    assert drafts(editing) == 0


def test_a_group_never_learns_who_is_an_editor_for_the_refusal_comes_in_private(
    editing: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    owner, group = editing.person("en", number=OWNER), editing.person("uk", group=True)
    own = {"from": {"id": OWNER, "is_bot": False, "first_name": "Owner", "language_code": "en"}}
    with caplog.at_level(logging.WARNING):
        for command in COMMANDS:
            assert group.says(f"/{command}", **own) == []
            (answer,) = owner.is_told()
            assert answer.plain == words_in("en").say("refused-elsewhere")
            assert group.says(f"/{command}") == []
    assert owner.is_told() == []
    assert "command, elsewhere" in caplog.text
    assert "command, stranger" in caplog.text
    assert drafts(editing) == 0


def test_a_post_of_a_channel_orders_nothing_and_is_logged(
    editing: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    post = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": -100, "type": "channel", "title": "Channel"},
        "text": "/add",
        "entities": [{"type": "bot_command", "offset": 0, "length": 4}],
    }
    person = editing.person("en")
    with caplog.at_level(logging.WARNING):
        shown = editing.run(person._chat._update("channel_post", post))

    assert shown == []
    assert "command, stranger" in caplog.text
    assert drafts(editing) == 0


def test_a_message_that_was_changed_into_a_command_is_refused(
    editing: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    owner = editing.person("en", number=OWNER)
    changed = {
        **owner._chat._envelope(),
        "text": "/halt",
        "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
    }
    with caplog.at_level(logging.WARNING):
        (answer,) = editing.run(owner._chat._update("edited_message", changed))

    assert answer.plain == words_in("en").say("refused-edited")
    assert "command, edited" in caplog.text
    assert not editing.run(editing.house.subscribers.halted())


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.EDITOR])
def test_a_role_gives_what_it_covers_and_says_which_one_is_needed(role: Role, editing: Bot) -> None:
    person = joined(editing, role, 8_000_001)
    refused = {
        command
        for command in COMMANDS
        if "This needs the role" in person.says(f"/{command}")[-1].plain
    }

    assert refused == {name for name, needed in FOR_ROLES.items() if not role.covers(needed)}


# -- buttons


def card_of(person: Person) -> Shown:
    (card,) = person.says("/add")
    return card


def test_a_button_pressed_by_somebody_else_does_nothing(
    editing: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    owner, stranger = editing.person("en", number=OWNER), editing.person("en")
    card = card_of(owner)
    (own,) = stranger.says("/status")
    for _, data in card.buttons:
        for under in (card, own):
            with caplog.at_level(logging.WARNING):
                assert stranger.presses_data(data, under) == []
            assert window(editing) == words_in("en").say("refused-press")

    assert "button, elsewhere" in caplog.text
    assert "button, stranger" in caplog.text
    assert drafts(editing) == 1


def test_a_button_in_a_group_does_nothing_even_for_an_owner(
    editing: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    owner, group = editing.person("en", number=OWNER), editing.person("en", group=True)
    card = card_of(owner)
    data = next(data for label, data in card.buttons if label == "Throw away")
    query = {
        "id": "1",
        "from": {"id": OWNER, "is_bot": False, "first_name": "Owner", "language_code": "en"},
        "chat_instance": "1",
        "message": {"message_id": 5, "date": 1, "chat": chat_of(group.number)},
        "data": data,
    }
    with caplog.at_level(logging.WARNING):
        assert editing.run(group._chat._update("callback_query", query)) == []

    assert "button, elsewhere" in caplog.text
    assert drafts(editing) == 1


def test_a_button_of_a_message_that_nobody_shows_does_nothing(
    editing: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    query = {
        "id": "1",
        "from": {"id": OWNER, "is_bot": False, "first_name": "Owner"},
        "chat_instance": "1",
        "inline_message_id": "1",
        "data": pressing("removed", "owner-1"),
    }
    with caplog.at_level(logging.WARNING):
        editing.run(editing.person("en", number=OWNER)._chat._update("callback_query", query))

    assert "button, elsewhere" in caplog.text


def test_what_only_owners_may_an_editor_cannot_press(editing: Bot) -> None:
    editor = joined(editing, Role.EDITOR, 8_000_001)
    card = card_of(editor)
    for data in (
        pressing("role", "owner"),
        pressing("remove", "owner-1"),
        pressing("removed", "owner-1"),
        pressing("release", "1"),
    ):
        assert editor.presses_data(data, card) == []
        assert window(editing) == words_in("en").say("refused-press")

    assert len(editing.run(editing.house.newsroom.editors())) == 2


def test_a_reviewer_presses_no_button_of_a_draft(editing: Bot) -> None:
    reviewer = joined(editing, Role.REVIEWER, 8_000_001)
    owner = editing.person("en", number=OWNER)
    card = card_of(owner)

    assert all(
        not shown.edited for _, data in card.buttons for shown in reviewer.presses_data(data, card)
    )
    assert drafts(editing) == 1


def test_a_button_that_nobody_wrote_does_nothing(editing: Bot) -> None:
    owner = editing.person("en", number=OWNER)
    card = card_of(owner)
    for data in ("ed:", "ed:?:0:0:", "ed:a:x", "ed:a:1:1", f"ed:a:0:0:{TYPED}"):
        owner.presses_data(data, card)

    assert drafts(editing) == 1


# -- somebody who was removed


def test_who_was_removed_loses_commands_buttons_and_menu_at_once(editing: Bot) -> None:
    editor, owner = joined(editing, Role.EDITOR, 8_000_001), editing.person("en", number=OWNER)
    card = card_of(editor)
    label = label_of(editing, editor)
    owner.says("/editors")
    owner.presses(f"Remove: {label}")
    owner.presses(f"Remove: {label}")

    assert [shown.plain for shown in editor.is_told()] == [words_in("en").say("editors-told")]
    for _, data in card.buttons:
        assert editor.presses_data(data, card) == []
        assert window(editing) == words_in("en").say("refused-press")
    help_card = editing.person("en").says("/nosuchcommand")[0].plain
    assert editor.says("/drafts")[0].plain == help_card
    taken = [values for name, values in editing.telegram.calls if name == "deleteMyCommands"]
    assert {values["scope"]["chat_id"] for values in taken} == {editor.number}
    assert len(taken) == 3
    assert drafts(editing) == 1  # for owners


def test_what_somebody_writes_who_was_removed_is_a_question_as_anybody_s(editing: Bot) -> None:
    editor, owner = joined(editing, Role.EDITOR, 8_000_001), editing.person("en", number=OWNER)
    card_of(editor)
    owner.presses_data(pressing("removed", label_of(editing, editor)), card_of(owner))
    editor.is_told()

    assert "As of" in editor.says("who is covered by the exchange")[0].plain


# -- messages and files


def test_what_came_through_another_bot_fills_no_field(editing: Bot) -> None:
    owner = editing.person("en", number=OWNER)
    card_of(owner)
    (answer,) = owner.says("who is covered by the exchange", via_bot=OTHER_BOT)

    assert "As of" in answer.plain


def test_a_file_of_a_stranger_is_a_file_about_a_person(editing: Bot) -> None:
    stranger, owner = editing.person("en"), editing.person("en", number=OWNER)
    editing.telegram.files["F"] = b"[]"
    file = {"file_id": "F", "file_unique_id": "F", "file_name": "x.json", "file_size": 2}
    (card,) = stranger.sends(document=file)
    (trial,) = owner.sends(document=file)

    assert trial.plain.startswith(words_in("en").say("import-title"))
    assert not card.plain.startswith(words_in("en").say("import-title"))
    assert sum(name == "getFile" for name, _ in editing.telegram.calls) == 1


def test_a_reviewer_brings_nothing_into_the_base(editing: Bot) -> None:
    reviewer = joined(editing, Role.REVIEWER, 8_000_001)
    editing.telegram.files["F"] = b"[]"
    file = {"file_id": "F", "file_unique_id": "F", "file_name": "x.json", "file_size": 2}
    reviewer.sends(document=file)

    assert not any(name == "getFile" for name, _ in editing.telegram.calls)


# -- invitations


def invitation(bot: Bot) -> str:
    (shown,) = bot.person("en", number=OWNER).says("/invite editor")
    return shown.plain.rpartition("start=")[2].strip()


def test_an_invitation_is_good_once_and_opening_it_does_not_use_it_up(editing: Bot) -> None:
    token = invitation(editing)
    first, second = editing.person("en"), editing.person("en")
    second.says(f"/start {token}")
    (offer,) = first.says(f"/start {token}")
    first.presses("Accept")
    (late,) = second.presses("Accept")

    used = words_in("en").say("refused", reason="used", by="")
    assert "editor" in offer.plain
    assert late.plain == used
    assert editing.person("en").says(f"/start {token}")[0].plain == used
    assert editing.run(editing.house.newsroom.editor(second.number)) is None


def test_an_invitation_runs_out_after_a_day(editing: Bot) -> None:
    token = invitation(editing)
    person = editing.person("en")
    person.says(f"/start {token}")
    editing.passes(hours=25)
    (late,) = person.presses("Accept")

    assert late.plain == words_in("en").say("refused", reason="expired", by="")
    assert editing.run(editing.house.newsroom.editor(person.number)) is None


def test_an_invitation_that_was_made_up_gives_nothing(
    editing: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        (answer,) = editing.person("en").says("/start edit_no-such-token")

    assert answer.plain == words_in("en").say("refused", reason="unknown", by="")
    assert "invitation, unknown" in caplog.text
    assert "no-such-token" not in caplog.text


def test_a_forwarded_start_or_one_in_a_group_takes_up_no_invitation(editing: Bot) -> None:
    token = invitation(editing)
    person, group = editing.person("en"), editing.person("en", group=True)
    (forwarded,) = person.says(f"/start {token}", forward_origin=FORWARDED)
    (grouped,) = group.says(f"/start {token}")

    assert forwarded.plain == words_in("en").say("refused-forwarded")
    assert grouped.plain == words_in("en").say("refused-elsewhere")
    assert len(editing.run(editing.house.newsroom.editors())) == 1


# -- the way to orders that were there before


def test_halting_is_for_owners_wherever_they_were_made_one(editing: Bot) -> None:
    second = joined(editing, Role.OWNER, 8_000_001)
    editor = joined(editing, Role.EDITOR, 8_000_002)

    for command in ("halt", "resume", "stats"):
        assert "This needs the role: owner" in editor.says(f"/{command}")[0].plain
        assert "This needs the role" not in second.says(f"/{command}")[0].plain


def test_owners_who_were_invited_are_told_of_a_halt_too(editing: Bot) -> None:
    second = joined(editing, Role.OWNER, 8_000_001)
    editor = joined(editing, Role.EDITOR, 8_000_002)
    editing.person("en", number=OWNER).says("/halt")

    assert next(iter(second.is_told())).plain.startswith("Alerts are halted.")
    assert editor.is_told() == []


def test_a_reviewer_does_not_reach_the_questions_by_a_button_of_a_list(editing: Bot) -> None:
    reviewer = joined(editing, Role.REVIEWER, 8_000_001)
    (card,) = reviewer.says("/editors")
    reviewer.presses_data(pressing("list", "questions"), card)

    assert window(editing) == words_in("en").say("refused-press")
