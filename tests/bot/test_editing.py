"""Editing in the chat: how little it takes, what is never kept, and what outlives what."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.buttons import Button
from bot.editing.presses import Pressed, fits, pressing, read_pressed
from bot.editing.publication import published
from bot.editing.remarks import read_mend, said, written
from bot.editing.sheet import Sheet
from bot.house import FACTS, PEOPLE
from bot.menus import FOR_ROLES, menu_calls
from bot.preview.telegram import Shown
from bot.verdicts import Published
from bot.words import words_in
from jobs.drafts import Kept
from jobs.editors import Editor, Role
from knowledge.change import Entry, Event
from knowledge.checking.drafts import REMARKS, Mend, Remark
from knowledge.drafting.draft import Draft, draft_of
from knowledge.model import LANGUAGES, Language, Relation
from tests.bot.drafting import LIKE

if TYPE_CHECKING:
    from tests.bot.conftest import Bot, Person

OWNER: Final = 7
PASTED: Final = (
    "Помічник президента Росії Володимир Мединський заявив 16 листопада 2026 року, що Росія готова"
    " передати Україні ще 2239 тіл загиблих. https://tass.ru/politika/1"
)
TEXTS: Final = (
    "Мединський повідомив, що в Росії підготували до повернення 2239 тіл загиблих.\n\n"
    "Мединский сообщил, что в России подготовили к возвращению 2239 тел погибших.\n\n"
    "Medinsky said that 2,239 bodies of the dead had been made ready in Russia for their return."
)
#: The longest names that the bot itself makes, and the largest numbers.
LONG_ID: Final = "ua-coordination-headquarters-background-1231"


@pytest.fixture
def editing(start_bot: Callable[[], Bot]) -> Iterator[Bot]:
    """A bot of its own, because what editors do stays; Telegram must have refused nothing."""
    bot = start_bot()
    yield bot
    assert bot.telegram.refused == []


def owner_of(bot: Bot) -> Person:
    return bot.person("uk", number=OWNER)


def labels(shown: Shown) -> list[str]:
    return [label for label, _ in shown.buttons]


def ready(owner: Person) -> Shown:
    """A card on which nothing stops any more."""
    owner.says(f"/add {PASTED}")
    owner.says(TEXTS)
    (card,) = owner.says("Укрінформ, koordshtab.gov.ua")
    return card


def publish(owner: Person) -> Shown:
    ready(owner)
    owner.presses("Переглянути й опублікувати")
    (done,) = owner.presses("Лишити так і опублікувати")
    return done


# -- how little it takes


def test_a_pasted_statement_takes_three_messages_and_two_taps_and_is_answered_with_at_once(
    editing: Bot,
) -> None:
    owner, person = owner_of(editing), editing.person("uk")
    messages = [f"/add {PASTED}", TEXTS, "Укрінформ, koordshtab.gov.ua"]
    shown = [one for text in messages for one in owner.says(text)]
    (look,) = owner.presses("Переглянути й опублікувати")
    began = time.monotonic()
    (done,) = owner.presses("Лишити так і опублікувати")
    (answer,) = person.says("що сказав мединський про 2239 тіл")
    took = time.monotonic() - began

    assert "2239 тіл загиблих" in answer.plain
    assert "Опубліковано" in done.plain
    assert {one.id for one in (*shown, look, done)} == {shown[0].id}  # one card, edited in place
    print(f"from the tap to the first changed answer: {took:.2f} s")


def test_what_is_written_for_a_field_leaves_the_chat_and_the_card_stays_last(editing: Bot) -> None:
    owner = owner_of(editing)
    ready(owner)
    calls = [(name, values) for name, values in editing.telegram.calls if name == "deleteMessage"]

    assert len(calls) == 2
    assert {values["chat_id"] for _, values in calls} == {OWNER}


def test_the_preview_is_in_three_languages_and_is_what_families_then_get(editing: Bot) -> None:
    owner = owner_of(editing)
    ready(owner)
    seen = {"uk": owner.presses("Переглянути й опублікувати")[0].plain}
    seen["ru"] = owner.presses("русский")[0].plain
    seen["en"] = owner.presses("English")[0].plain
    owner.presses("Лишити так і опублікувати")
    family = editing.person("en")
    family.says("/subscribe")
    family.presses("Everything new")
    editing.passes(minutes=25)
    told = "\n".join(one.plain for one in family.is_told())

    assert "Українська сторона" in seen["uk"]
    assert "Украинская сторона" in seen["ru"]
    line = next(line for line in seen["en"].splitlines() if "2,239 bodies" in line)
    assert line in told


def test_an_owner_tells_subscribers_at_once_and_then_it_cannot_be_taken_back(editing: Bot) -> None:
    owner, family = owner_of(editing), editing.person("uk")
    family.says("/subscribe")
    family.presses("Усе нове")
    done = publish(owner)
    back = next(data for label, data in done.buttons if label == "Забрати назад")
    owner.presses("Сповістити зараз")
    editing.passes(seconds=30)
    (refusal,) = owner.presses_data(back, done)

    assert "2239" in "\n".join(one.plain for one in family.is_told())
    assert refusal.plain == words_in("uk").say("refused", reason="told", by="")


def test_nobody_is_told_of_what_was_taken_back_in_time(editing: Bot) -> None:
    owner, family = owner_of(editing), editing.person("uk")
    family.says("/subscribe")
    family.presses("Усе нове")
    publish(owner)
    owner.presses("Забрати назад")
    editing.passes(minutes=30)

    assert family.is_told() == []
    assert "2239" not in family.says("що сказав мединський про 2239 тіл")[0].plain


@pytest.mark.parametrize("told_at", [0.0, 1.0], ids=["told of nobody", "in its hold"])
def test_what_is_published_under_a_name_too_long_for_a_button_keeps_its_other_buttons(
    told_at: float, editing: Bot
) -> None:
    like = editing.house.edition.statements[LIKE]
    statement = replace(like, id="ua-" + "long-" * 11 + "1121")
    entry = Entry(7, editing.clock.at, "owner-1", Event.PUBLISHED, statement, "")
    draft = draft_of(statement, "add")
    done = Published(Kept(1, 1, "owner-1", "done", draft, "owner-1", 0.0), entry, 1, told_at)
    page = published(done, words_in("uk"), editing.house.settings.timezone, Role.OWNER)
    found = [button for row in page.buttons for button in row]

    assert statement.id in page.plain
    assert all(map(fits, found))
    back = ["Забрати назад", "Сповістити зараз"] if told_at else ["Скасувати зміну"]
    assert [button.label for button in found] == back


# -- what is never kept


PERSONAL: Final = "Дочь Иванова Петра Сергеевича, 12.03.1991 года рождения, +380501234567"


@pytest.mark.parametrize("way", ["with the command", "afterwards", "as a field"])
def test_personal_data_is_not_taken_and_reaches_neither_disk_nor_log(
    way: str, editing: Bot, caplog: pytest.LogCaptureFixture
) -> None:
    owner = owner_of(editing)
    if way == "with the command":
        (answer,) = owner.says(f"/add {PERSONAL}")
    else:
        owner.says("/add" if way == "afterwards" else f"/add {PASTED}")
        answer = owner.says(PERSONAL)[-1]
    folder = editing.house.settings.data
    disk = b"".join(
        path.read_bytes() for name in (FACTS, PEOPLE) for path in folder.glob(f"{name}*")
    )

    assert "Не взяв" in answer.plain
    for secret in ("Иванов", "Сергеевич", "12.03.1991", "0501234567"):
        assert secret not in answer.plain
        assert secret.encode() not in disk
        assert secret not in caplog.text


def test_what_was_pasted_is_not_kept_word_for_word(editing: Bot) -> None:
    owner_of(editing).says(f"/add {PASTED}")
    folder = editing.house.settings.data
    disk = b"".join(path.read_bytes() for path in folder.glob(f"{PEOPLE}*"))

    assert "Росія готова".encode() not in disk
    assert json.dumps("Росія готова").strip('"').encode() not in disk


def test_after_a_text_that_was_not_taken_the_next_card_comes_below_it(editing: Bot) -> None:
    owner = owner_of(editing)
    (card,) = owner.says(f"/add {PASTED}")
    below, refusal = owner.says(PERSONAL)
    (again,) = owner.says(TEXTS)

    assert (below.id, below.buttons) == (card.id, ())
    assert labels(refusal) == [words_in("uk").say("button-to-card")]
    assert again.id > refusal.id
    assert "2239 тіл загиблих" in again.plain


# -- what is forwarded


POST: Final = {
    "type": "channel",
    "date": 1_763_284_800,
    "chat": {"id": -100, "type": "channel", "title": "ТАСС", "username": "tass_agency"},
    "message_id": 5,
}
FROM_SOMEBODY: Final = {
    "type": "user",
    "date": 1,
    "sender_user": {"id": 5, "is_bot": False, "first_name": "Somebody"},
}
NEWS: Final = "Мединський заявив, що Росія готова передати Україні ще 2239 тіл загиблих."


def deletions(bot: Bot) -> int:
    return sum(name == "deleteMessage" for name, _ in bot.telegram.calls)


@pytest.mark.parametrize("awaited", ["Хто", "Текст", "Джерело", "Інша сторона"])
def test_a_forwarded_post_fills_no_field_but_opens_a_draft_with_its_source(
    awaited: str, editing: Bot
) -> None:
    owner = owner_of(editing)
    ready(owner)
    (listed,) = owner.says("/drafts")
    (before,) = owner.presses_data(listed.buttons[0][1], listed)
    fields = before.plain.partition("Українською")[0]
    owner.presses(next(label for label in labels(before) if label.endswith(awaited)))
    taken_away = deletions(editing)
    card = owner.says(NEWS, forward_origin=POST)[-1]
    listed = owner.says("/drafts")[-1]

    assert "ТАСС, https://t.me/tass_agency/5" in card.plain
    assert len(listed.buttons) == 2
    assert fields in {
        owner.presses_data(data, listed)[0].plain.partition("Українською")[0]
        for _, data in listed.buttons
    }
    assert deletions(editing) == taken_away


def test_somebody_s_forwarded_words_fill_no_field_and_the_field_is_still_awaited(
    editing: Bot,
) -> None:
    owner = owner_of(editing)
    owner.says(f"/add {PASTED}")
    below, refusal = owner.says(NEWS, forward_origin=FROM_SOMEBODY)

    assert below.buttons == ()
    assert "переслане" in refusal.plain
    assert labels(refusal) == [words_in("uk").say("button-to-card")]
    assert deletions(editing) == 0
    assert "2239 тіл загиблих" in owner.says(TEXTS)[0].plain


@pytest.mark.parametrize("origin", [POST, FROM_SOMEBODY], ids=["a post", "somebody's"])
def test_what_is_forwarded_is_read_where_material_is_awaited_and_stays(
    origin: dict[str, object], editing: Bot
) -> None:
    owner = owner_of(editing)
    owner.says("/add")
    card = owner.says(NEWS, forward_origin=origin)[-1]

    assert "Володимир Мединський" in card.plain
    assert len(editing.run(editing.house.newsroom.drafts(editing_owner(editing)))) == 1
    assert deletions(editing) == 0


def test_a_post_that_is_forwarded_again_shows_its_draft_again_and_stays(editing: Bot) -> None:
    owner = owner_of(editing)
    for _ in range(2):
        card = owner.says(NEWS, forward_origin=POST)[-1]

    assert "tass_agency" in card.plain
    assert deletions(editing) == 0


def editing_owner(bot: Bot) -> Editor:
    by = bot.run(bot.house.newsroom.editor(OWNER))
    assert by
    return by


# -- what outlives what


def test_a_draft_and_what_it_waits_for_outlive_a_restart(start_bot: Callable[[], Bot]) -> None:
    owner_of(start_bot()).says(f"/add {PASTED}")
    bot = start_bot()
    owner = owner_of(bot)
    (card,) = owner.says(TEXTS)

    assert "2239 тіл загиблих" in card.plain
    assert owner.says("/drafts")[0].buttons


def test_a_button_from_before_somebody_s_change_shows_the_draft_as_it_is(editing: Bot) -> None:
    owner = owner_of(editing)
    (card,) = owner.says(f"/add {PASTED}")
    before = dict(card.buttons)
    owner.says(TEXTS)
    (now,) = owner.presses_data(before["✓ Вид"], card)

    assert words_in("uk").say("refreshed") in now.plain
    assert "2239 тіл загиблих" in now.plain


@pytest.mark.parametrize("command", ["history", "help", "topics", "start", "nosuchcommand"])
@pytest.mark.parametrize("begun", [f"/add {PASTED}", "/add"], ids=["a field", "material"])
def test_another_command_ends_what_a_draft_waited_for(
    begun: str, command: str, editing: Bot
) -> None:
    owner = owner_of(editing)
    owner.says(begun)
    owner.says(f"/{command}")
    (answer,) = owner.says("хто підпадає під обмін")

    assert "Станом на" in answer.plain


def test_a_question_of_an_editor_who_writes_nothing_is_answered(editing: Bot) -> None:
    owner = owner_of(editing)
    owner.says(f"/add {PASTED}")
    owner.presses("Відкласти")

    assert "Станом на" in owner.says("хто підпадає під обмін")[0].plain


# -- files


def test_what_was_exported_changed_and_brought_in_is_answered_with_and_undone(editing: Bot) -> None:
    owner, person = owner_of(editing), editing.person("uk")
    owner.says("/export")
    owner.presses("JSON")
    rows = json.loads(editing.telegram.documents["statements-2026-11-22.json"])
    row = next(row for row in rows if row["id"] == "ua-hq-bodies-no-date-0607")
    row["texts"]["uk"] = (
        "Координаційний штаб повідомив, що день передачі тіл остаточно не погодили."
    )
    trial = send_file(editing, owner, rows, "Точніше слово.")[0].plain
    (done,) = owner.presses("Застосувати все")
    (answer,) = person.says("чи погодили дату передачі тіл")

    assert "Виправлень: 1." in trial
    assert "нікому не показували" in trial
    assert "Застосовано 1 зміну" in done.plain
    assert "Забрати назад усе з цього файлу" in [label for label, _ in done.buttons]
    assert "остаточно не погодили" in answer.plain
    (back,) = owner.presses("Забрати назад усе з цього файлу")
    assert back.plain.startswith("Усе з цього файлу забрано назад.")
    assert owner.says("/undo")[0].plain == words_in("uk").say("undo-nothing")
    assert "остаточно не погодили" not in person.says("чи погодили дату передачі тіл")[0].plain


def test_a_file_with_one_fault_changes_nothing_and_names_row_and_column(editing: Bot) -> None:
    owner = owner_of(editing)
    owner.says("/export")
    owner.presses("JSON")
    rows = json.loads(editing.telegram.documents["statements-2026-11-22.json"])[:2]
    rows[0]["texts"]["en"] += " It is so."
    rows[1]["texts"]["uk"] = "Вони нібито сказали."
    before = editing.house.edition.position
    (trial,) = send_file(editing, owner, rows, "Навіщо")

    assert "Рядок 2, стовпець texts.uk" in trial.plain
    assert trial.buttons == ()
    assert editing.house.edition.position == before


def test_a_file_that_was_exchanged_behind_its_button_is_not_applied(editing: Bot) -> None:
    owner = owner_of(editing)
    owner.says("/export")
    owner.presses("JSON")
    rows = json.loads(editing.telegram.documents["statements-2026-11-22.json"])[:1]
    rows[0]["texts"]["en"] += " It is so."
    send_file(editing, owner, rows, "Навіщо")
    editing.telegram.files["F"] += b" "
    (answer,) = owner.presses("Застосувати все")

    assert answer.plain == words_in("uk").say("import-gone")


@pytest.mark.parametrize(
    ("data", "key"),
    [(b"PK\x03\x04", "import-packed"), (b"", "import-empty"), (b"\xff\xfe", "import-not-utf8")],
)
def test_what_is_no_list_of_statements_is_said_to_be_none(
    data: bytes, key: str, editing: Bot
) -> None:
    (answer,) = send_bytes(editing, owner_of(editing), data)

    assert words_in("uk").say(key) in answer.plain


@pytest.mark.parametrize("name", ["base.xlsx", "base.ods", "statements.jsonld"])
def test_a_table_of_another_kind_is_asked_for_as_csv(name: str, editing: Bot) -> None:
    (answer,) = send_bytes(editing, owner_of(editing), b"x", name=name)

    assert words_in("uk").say("import-wrong-kind") in answer.plain


def test_after_import_any_file_is_meant_for_it_and_a_post_opens_a_draft(editing: Bot) -> None:
    owner = owner_of(editing)
    (person,) = send_bytes(editing, owner, b"x", name="base.txt")
    owner.says("/import")
    (answer,) = send_bytes(editing, owner, b"x", name="base.txt")
    (question,) = owner.says("хто підпадає під обмін")

    assert words_in("uk").say("import-wrong-kind") in answer.plain
    assert words_in("uk").say("import-wrong-kind") not in person.plain
    assert "Станом на" in question.plain


def test_a_file_that_telegram_does_not_hand_over_is_not_called_nothing_new(editing: Bot) -> None:
    file = {"file_id": "G", "file_unique_id": "G", "file_name": "x.json", "file_size": 2}
    (answer,) = owner_of(editing).sends(document=file)
    refused, editing.telegram.refused = editing.telegram.refused, []

    assert words_in("uk").say("import-not-fetched") in answer.plain
    assert len(refused) == 1


def test_the_dry_run_repeats_nothing_private_and_fits_a_message(editing: Bot) -> None:
    private = "Коваленко Ігор Петрович +380671234567"
    rows: list[object] = [
        {"id": f"x-{n}", private: 1, "topics": [private * 90], "texts": {"uk": "нібито " * 60}}
        for n in range(60)
    ]
    (answer,) = send_file(editing, owner_of(editing), rows, "")

    assert "Коваленко" not in answer.plain
    assert "0671234567" not in answer.plain
    assert len(answer.plain) < 4_096


def send_file(bot: Bot, person: Person, rows: list[object], caption: str) -> list[Shown]:
    return send_bytes(bot, person, json.dumps(rows, ensure_ascii=False).encode(), caption)


def send_bytes(
    bot: Bot, person: Person, data: bytes, caption: str = "", name: str = "statements.json"
) -> list[Shown]:
    bot.telegram.files["F"] = data
    file = {
        "file_id": "F",
        "file_unique_id": "F",
        "file_name": name,
        "file_size": len(data),
    }
    return person.sends(document=file, caption=caption)


# -- questions nobody could answer


def test_one_tap_attaches_what_two_have_asked_and_another_undoes_it(
    editing: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # To learn it takes ten seconds; the newsroom's own tests do.
    monkeypatch.setattr(editing.house, "_relearn", _learn_later)
    owner = owner_of(editing)
    for _ in range(2):
        editing.person("uk").says("чи дають інтернет пленним на обміні")
    (found,) = owner.says("/questions")
    listed = found.plain
    done = owner.presses(labels(found)[0])[0].plain
    undone = owner.presses("Скасувати зміну")[0].plain

    assert "(2 чати, " in listed
    assert "Додано: " in done
    assert "Скасовано: додане запитання" in undone
    assert "Питань без відповіді немає" in owner.says("/questions")[0].plain


async def _learn_later() -> None:
    """Learn nothing now."""


# -- remarks in words


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("uk", "В українському тексті немає числа 6000, а в російському є."),
        ("ru", "В украинском тексте нет числа 6000, а в русском есть."),
        (
            "en",
            "The Ukrainian text lacks the number 6000, which is in the Russian text.",
        ),
    ],
)
def test_a_number_that_one_text_lacks_is_said_of_that_text(
    language: Language, text: str, editing: Bot
) -> None:
    values = {"number": "6000", "said": "ru"}
    remark = Remark("number-missing", "stops", "texts.uk", "uk", values)

    assert said(remark, sheet_in(language, editing)) == text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_remark_on_a_relation_quotes_the_statement_that_it_means(
    language: Language, editing: Bot
) -> None:
    meant = editing.house.edition.statements[LIKE]
    begins = " ".join(meant.texts.text(language).split()[:4])
    for name in ("may-dispute", "may-answer", "may-supersede", "same-side", "not-own"):
        values = {"statement": LIKE, "relation": "disputes"}
        remark = Remark(name, "warns", "relations", None, values)

        assert begins in said(remark, sheet_in(language, editing))


def sheet_in(language: Language, bot: Bot) -> Sheet:
    return Sheet(words_in(language), bot.house.edition, 0, 0, Draft("add"))


# -- menus and buttons


@pytest.mark.parametrize("role", Role)
def test_each_role_has_a_menu_of_its_own_in_each_language(role: Role) -> None:
    calls = list(menu_calls(5, role))
    own = [name for name, needed in FOR_ROLES.items() if role.covers(needed)]

    assert [call.payload.get("language_code") for call in calls] == ["uk", "ru", None]
    for call in calls:
        names = [one["command"] for one in call.payload["commands"]]
        assert names[: len(own)] == own
        assert len(names) <= 100


@given(
    st.integers(0, 10**9),
    st.integers(0, 10**4),
    st.text("abcdefghijklmnopqrstuvwxyz-~", max_size=30),
)
def test_a_button_is_read_as_it_was_written(draft: int, revision: int, value: str) -> None:
    assert read_pressed(pressing("mend", value, draft, revision)) == Pressed(
        "mend", draft, revision, value
    )


MENDS: Final = (
    *(Mend("relate", relation.value, LONG_ID) for relation in Relation),
    *(Mend("drop", f"relations.{relation.value}", LONG_ID) for relation in Relation),
    *(Mend("waive", "", f"{name}:{LONG_ID}") for name in REMARKS if name.startswith("may-")),
    Mend("waive", "", "languages"),
    Mend("confirm", "source.published_on"),
    Mend("drop", "topics", "surrendered-and-defected"),
    Mend("drop", "numbers", "1234567"),
    Mend("number", "numbers", "1234567 prisoners of war"),
    Mend("correct"),
)


@pytest.mark.parametrize("mend", MENDS, ids=str)
def test_each_mend_fits_a_button_and_is_read_as_it_was_written(mend: Mend) -> None:
    data = pressing("mend", written(mend), 999_999_999, 999)

    assert fits(Button("x", data))
    assert read_mend(written(mend)) == mend


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_prompt_says_what_to_send_and_every_page_has_a_way_out(
    language: Language, editing: Bot
) -> None:
    owner, words = editing.person(language, number=OWNER), words_in(language)
    (card,) = owner.says(f"/add {PASTED}")
    asked = words.say("ask-now")
    out = [words.say(f"button-{one}") for one in ("to-card", "later", "reopen")]

    assert asked in card.plain
    for label in labels(card):
        (listed,) = owner.says("/drafts")
        if not listed.buttons:
            break  # it was thrown away last
        (opened,) = owner.presses_data(listed.buttons[0][1], listed)
        (page,) = owner.presses_data(dict(opened.buttons)[label], opened)
        assert set(labels(page)) & set(out), label
