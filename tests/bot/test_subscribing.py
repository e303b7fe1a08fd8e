"""Subscribing, changing and ending it, in private, in groups, in channels and in forums."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from sqlite_utils import Database

from bot.choices import choosing
from bot.preview.telegram import Shown, chat_of
from bot.words import words_in
from jobs.ledger import Ledger
from jobs.subscriptions import Subscription, Subscriptions
from knowledge.model import LANGUAGES, Language
from tests.bot import newsdesk

if TYPE_CHECKING:
    from tests.bot.conftest import Bot, Person

STOPPING = {"uk": "стоп", "ru": "Отписаться.", "en": "STOP"}
IN_OWN_WORDS = {"uk": "відпишіть мене", "ru": "отпишите меня от рассылки", "en": "cancel subscription"}  # fmt: skip


def subscribed(bot: Bot, person: Person, thread: int = 0) -> Subscription | None:
    return bot.run(bot.house.people.read(lambda db: Subscriptions(db).of(person.number, thread)))


def subscribe(person: Person) -> Shown:
    person.says("/subscribe")
    (shown,) = person.presses(words_in(person.language or "uk").say("about-everything"))
    return shown


# -- in private


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_press_subscribes_with_defaults_that_do_no_harm(language: Language, bot: Bot) -> None:
    person = bot.person(language)
    subscribe(person)
    kept = subscribed(bot, person)

    assert kept
    assert kept.everything
    assert kept.language == language
    assert kept.neutral
    assert (kept.quiet.since, kept.quiet.until) == (22, 8)
    assert kept.zone.key == "Europe/Kyiv"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("way", ["a word", "a sentence", "a command", "a button"])
def test_it_ends_at_once_whichever_way_it_is_said(language: Language, way: str, bot: Bot) -> None:
    person = bot.person(language)
    subscribe(person)

    if way == "a button":
        (answer,) = person.presses(words_in(language).say("button-stop"))
    else:
        said = {"a word": STOPPING, "a sentence": IN_OWN_WORDS}.get(way, {})
        (answer,) = person.says(said.get(language, "/stop"))

    assert subscribed(bot, person) is None
    assert "/delete" in answer.plain
    assert [label for label, _ in answer.buttons] == [words_in(language).say("button-again")]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("uk", "виключи сповіщення вночі"),
        ("en", "stop bothering me at night"),
        ("en", "pause the messages"),
    ],
)
def test_who_only_wants_to_sleep_is_shown_the_quiet_hours_and_keeps_the_subscription(
    language: Language, text: str, bot: Bot
) -> None:
    person = bot.person(language)
    subscribe(person)
    before = subscribed(bot, person)
    (answer,) = person.says(text)

    assert words_in(language).say("button-quiet") in dict(answer.buttons)
    assert words_in(language).say("button-stop") in dict(answer.buttons)
    assert subscribed(bot, person) == before


def test_a_moment_later_it_can_be_had_back_as_it_was_and_after_a_restart_anew(
    start_bot: Callable[[], Bot],
) -> None:
    bot = start_bot()
    person = bot.person("en", number=5)
    message = subscribe(person)
    person.presses_data(choosing("topic", "+lists"), message)
    person.presses_data(choosing("zone", "Asia/Tbilisi"), message)
    before = subscribed(bot, person)
    person.says("/stop")
    person.presses("Subscribe again")

    assert subscribed(bot, person) == before

    (ended,) = person.says("/stop")
    again = start_bot().person("en", number=5)
    (offered,) = again.presses_data(choosing("again"), ended)
    assert "Everything new" in dict(offered.buttons)


def test_what_was_chosen_outlives_a_restart(start_bot: Callable[[], Bot]) -> None:
    bot = start_bot()
    person = bot.person("en", number=5)
    person.presses_data(choosing("quiet", "1-5"), subscribe(person))
    before = subscribed(bot, person)

    bot = start_bot()
    again = bot.person("en", number=5)

    assert subscribed(bot, again) == before
    assert "Quiet hours: 01:00–05:00" in again.says("/settings")[0].plain


def test_a_new_language_is_of_answers_and_of_alerts(bot: Bot) -> None:
    person = bot.person("en")
    message = subscribe(person)
    (shown,) = person.presses_data(choosing("language", "uk"), message)

    assert shown.plain.startswith("Налаштування")
    assert "Станом на" in person.says("/latest")[0].plain
    person.says("/language")
    person.presses("русский")
    kept = subscribed(bot, person)
    assert kept
    assert kept.language == "ru"


def test_wanting_to_be_told_once_changes_nothing_else_and_twice_is_once(bot: Bot) -> None:
    person = bot.person("en")
    person.says("what about azov")
    person.presses("Tell me when there is an answer")
    first = subscribed(bot, person)
    person.presses("Tell me when there is an answer")

    assert first
    assert first.once == {"azov"}
    assert not first.lasting
    assert subscribed(bot, person) == first


def test_who_gets_everything_is_not_told_of_it_once_more(bot: Bot) -> None:
    person = bot.person("en")
    subscribe(person)
    person.says("who gave lists to whom")
    (answer,) = person.presses("Tell me when this changes")
    kept = subscribed(bot, person)

    assert answer.plain.startswith("You already get everything new")
    assert kept
    assert not kept.once


def test_every_way_to_be_told_leaves_the_answer_above_as_it_is(bot: Bot) -> None:
    person = bot.person("en")
    for question in ("/latest", "who gave lists to whom", "what about azov"):
        (answer,) = person.says(question)
        label = [label for label, _ in answer.buttons if label.startswith(("Tell", "Subscribe"))]
        assert len(label) == 1
        assert [shown.edited for shown in person.presses(label[0])] == [False]


@pytest.mark.parametrize(
    "data", ["set:hour:99", "set:buy:1", "tell:nothing-of-the-kind", "tell:", "set:"]
)
def test_a_button_of_another_time_changes_nothing(data: str, bot: Bot) -> None:
    person = bot.person("en")
    (message,) = person.says("/settings")
    (answer,) = person.presses_data(data, message)

    assert answer.plain == words_in("en").say("old-button")
    assert subscribed(bot, person) is None


def test_every_button_of_the_settings_leads_somewhere_and_back(bot: Bot) -> None:
    person = bot.person("uk")
    message = subscribe(person)
    pages = {data for _, data in message.buttons if data.startswith("set:page:")}
    seen: set[str] = set()
    while pages - seen:
        data = min(pages - seen)
        seen.add(data)
        shown = person.presses_data(data, message)
        buttons = [found for one in shown for _, found in one.buttons]
        pages |= {found for found in buttons if found.startswith("set:page:")}
        assert not shown or data == "set:page:home" or "set:page:home" in buttons

    assert len(seen) > 30  # the hours from which it may be quiet among them


# -- what is kept


def test_delete_forgets_the_subscription_and_what_was_shown(start_bot: Callable[[], Bot]) -> None:
    bot = start_bot()
    person = bot.person("en")
    subscribe(person)
    person.says("/latest")

    def knows() -> bool:
        return bot.run(bot.house.people.read(lambda db: Ledger(db).knows(person.number)))

    assert knows()
    (answer,) = person.says("/delete")

    assert answer.plain == words_in("en").say("deleted")
    assert subscribed(bot, person) is None
    assert not knows()
    assert person.says("/delete")[0].plain == words_in("en").say("nothing-to-delete")

    person.says("/start")
    newsdesk.publish(bot.house.settings.data, "lists-1121", bot.clock())
    bot.passes(minutes=15)
    assert person.is_told() == []


def test_delete_leaves_nothing_to_be_read_in_the_log_of_the_database(
    start_bot: Callable[[], Bot], monkeypatch: pytest.MonkeyPatch
) -> None:
    bot = start_bot()
    person = bot.person("en", number=0x5EC2E7C4A7)
    subscribe(person)
    person.says("/latest")
    number, folder = person.number.to_bytes(6, "big"), bot.house.settings.data

    def left() -> bytes:
        return b"".join(file.read_bytes() for file in folder.glob("people.db*"))

    emptied: list[str] = []
    people = bot.house.people
    monkeypatch.setattr(people, "empty_the_log", lambda: emptied.append("with the deletion"))

    assert number in left()
    person.says("/delete")
    assert emptied == ["with the deletion"], "not only when nothing is written"

    # The answer itself is kept until it has arrived, and is in the log until nothing is written.
    until = time.monotonic() + 10
    while number in left() and time.monotonic() < until:
        time.sleep(0.1)
    assert number not in left()


def test_no_table_holds_a_word_that_somebody_wrote(start_bot: Callable[[], Bot]) -> None:
    bot = start_bot()
    person = bot.person("uk")
    person.says("тримайте мене в курсі, моє слово шибеник")
    person.says("/subscribe шибеник")
    subscribe(person)

    rows = bot.run(
        bot.house.people.read(
            lambda db: [str(row) for table in db.table_names() for row in db[table].rows]
        )
    )
    assert [row for row in rows if "шибеник" in row] == []


# -- groups, channels, forums


def test_only_administrators_change_what_a_group_is_told(bot: Bot) -> None:
    group = bot.person("en", group=True)
    message = subscribe(group)
    before = subscribed(bot, group)
    bot.telegram.mere_members.add(abs(group.number))
    refusal = words_in("en").say("only-administrators")

    for text in ("/stop", "/subscribe", "/delete", "@local_preview_bot stop"):
        assert [shown.plain for shown in group.says(text)] == [refusal]
    for data in (choosing("stop"), choosing("everything"), "tell:lists"):
        calls = len(bot.telegram.calls)
        assert group.presses_data(data, message) == []
        said = [v for name, v in bot.telegram.calls[calls:] if name == "answerCallbackQuery"]
        assert [(v["text"], v["show_alert"]) for v in said] == [(refusal, True)]

    assert subscribed(bot, group) == before
    assert "Everything new" in group.says("/settings")[0].plain


def test_who_writes_as_the_group_is_an_administrator_and_who_writes_as_a_channel_is_not(
    bot: Bot,
) -> None:
    group = bot.person("en", group=True)
    bot.telegram.mere_members.add(abs(group.number))
    channel = {"id": -77, "type": "channel", "title": "Channel"}

    (refused,) = group.says("/subscribe", sender_chat=channel)
    (offered,) = group.says("/subscribe", sender_chat=dict(chat_of(group.number)))

    assert refused.plain == words_in("en").say("only-administrators")
    assert offered.buttons


def test_somebody_telegram_does_not_know_there_changes_nothing(bot: Bot) -> None:
    group = bot.person("en", group=True)
    bot.telegram.answer_instead["getChatMember"] = lambda: (
        400,
        b'{"ok": false, "error_code": 400, "description": "Bad Request: user not found"}',
    )
    try:
        (refused,) = group.says("/subscribe")
    finally:
        bot.telegram.answer_instead.clear()

    assert refused.plain == words_in("en").say("only-administrators")


def test_a_channel_subscribes_with_a_post_and_all_other_posts_are_passed_over(bot: Bot) -> None:
    channel = bot.person("uk", group=True)
    chat = {"id": channel.number, "type": "channel", "title": "Channel"}

    def posts(text: str) -> list[Shown]:
        length = len(text.split(maxsplit=1)[0])
        entities = [{"type": "bot_command", "offset": 0, "length": length}]
        post: dict[str, Any] = {"message_id": 3, "date": 1, "chat": chat, "text": text}
        post |= {"entities": entities} if text.startswith("/") else {}
        return bot.run(channel._chat._update("channel_post", post))

    assert posts("коли обмін") == []
    assert posts("/latest") == []
    (offered,) = posts("/subscribe")
    channel.presses_data(choosing("everything"), offered)
    kept = subscribed(bot, channel)
    assert kept
    assert kept.everything
    assert len(posts("/stop")) == 1
    assert subscribed(bot, channel) is None


def test_a_thread_of_a_forum_has_a_subscription_of_its_own(bot: Bot) -> None:
    forum = bot.person("en", group=True)
    thread = {"is_topic_message": True, "message_thread_id": 42}
    (offered,) = forum.says("/subscribe", **thread)
    sent = [v for name, v in bot.telegram.calls if name == "sendMessage"][-1]
    assert sent["message_thread_id"] == 42

    message = {"message_id": offered.id, "date": 1, "chat": chat_of(forum.number), **thread}
    query = {"id": "1", "from": forum._chat._person(), "chat_instance": "1", "message": message,
             "data": choosing("everything")}  # fmt: skip
    bot.run(forum._chat._update("callback_query", query))

    assert subscribed(bot, forum, 42)
    assert subscribed(bot, forum) is None
    forum.says("/stop", **thread)
    assert subscribed(bot, forum, 42) is None


def test_a_stop_outside_of_the_threads_ends_all_and_taking_it_back_restores_all(bot: Bot) -> None:
    forum = bot.person("en", group=True)
    both = [Subscription(forum.number, "en", thread, everything=True) for thread in (0, 42)]

    def keep_both(db: Database) -> None:
        for one in both:
            Subscriptions(db).keep(one, 0.0)

    bot.run(bot.house.people.write(keep_both))

    forum.says("/stop")
    assert subscribed(bot, forum) is subscribed(bot, forum, 42) is None
    forum.presses("Subscribe again")
    assert [subscribed(bot, forum), subscribed(bot, forum, 42)] == both


# -- the bot comes and goes


@pytest.mark.parametrize("now", ["kicked", "left"])
def test_where_the_bot_is_put_out_the_subscription_ends(now: str, bot: Bot) -> None:
    for one in (bot.person("en"), bot.person("en", group=True)):
        subscribe(one)
        assert one.changes("member", now) == []
        assert subscribed(bot, one) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_group_that_lets_the_bot_in_is_told_what_it_reads(language: Language, bot: Bot) -> None:
    group = bot.person(language, group=True)
    (greeting,) = group.changes("left", "member")

    assert greeting.plain == words_in(language).say("let-in")
    assert group.changes("member", "member") == []
    assert bot.person(language).changes("kicked", "member") == []


# -- owners


def test_a_halt_stops_alerts_and_not_answers_and_says_so(start_bot: Callable[[], Bot]) -> None:
    bot = start_bot()
    owner, person = bot.person("en", number=bot.house.settings.owners[0]), bot.person("en")
    subscribe(person)
    (halted,) = owner.says("/halt")
    newsdesk.publish(bot.house.settings.data, "lists-1121", bot.clock())
    bot.passes(minutes=15)

    assert halted.plain.startswith("Alerts are halted.")
    assert owner.says("/halt")[0].plain.startswith("Alerts had been halted already.")
    assert person.is_told() == []
    assert "Ukrainian side" in person.says("/latest")[0].plain
    for command in ("/settings", "/status"):
        assert words_in("en").say("halted-now") in person.says(command)[0].plain

    (resumed,) = owner.says("/resume")
    assert "Waiting to be sent: 1." in resumed.plain
    bot.passes(minutes=1)
    assert len(person.is_told()) == 1
    assert owner.says("/resume")[0].plain.startswith("Alerts had not been halted.")


@pytest.mark.parametrize("command", ["/halt", "/resume", "/stats"])
def test_to_everybody_else_the_commands_of_owners_do_not_exist(command: str, bot: Bot) -> None:
    person, group = bot.person("en"), bot.person("en", group=True)

    assert person.says(command)[0].plain == person.says("/nonsense")[0].plain
    assert group.says(command) == []


def test_numbers_of_the_day_are_shown_to_an_owner(start_bot: Callable[[], Bot]) -> None:
    bot = start_bot()
    owner, person = bot.person("en", number=bot.house.settings.owners[0]), bot.person("en")
    subscribe(person)
    person.says("who gave lists to whom")
    person.says("what about azov")
    newsdesk.publish(bot.house.settings.data, "lists-1121", bot.clock())
    bot.passes(minutes=15)

    (shown,) = owner.says("/stats")
    lines = shown.plain.splitlines()

    assert "Chats subscribed: 1. Waiting to be sent: 0." in lines
    for row in (
        "questions, today 2",
        "answers, today 1",
        "not in the base, today 1",
        "alerts, today 1",
    ):
        assert lines[lines.index(row) + 1] == "·" * 13 + "█"
    assert "sent 1, waiting 0, failed 0, corrections 0" in lines


def test_numbers_outlive_a_restart(start_bot: Callable[[], Bot]) -> None:
    start_bot().person("en").says("who gave lists to whom")

    bot = start_bot()
    (shown,) = bot.person("en", number=bot.house.settings.owners[0]).says("/stats")

    assert "questions, today 1" in shown.plain.splitlines()
