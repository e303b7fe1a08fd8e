"""The command line, as a person and as other programs use it: processes of their own."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

StartProgram = Callable[..., "subprocess.Popen[bytes]"]

#: The contract of docs and release checks: these fields, in this order.
FIELDS: Final = ["kind", "card", "topic", "statements", "choices", "score", "language", "text"]

ASKED: Final[list[dict[str, Any]]] = [
    {"id": "first", "text": "хто винен"},
    {"id": 2, "text": "чи обміняють азовців?"},
    {"id": "3", "text": "я больше не хочу жить"},
    {"id": "4", "text": "what was said"},
    {"id": "5", "text": ""},
]
LABELLED: Final[list[dict[str, Any]]] = [
    {"id": "a", "lang": "uk", "text": "хто винен", "expect": "answer", "any_of": ["ua-mod-changing-terms-0607"]},
    {"id": "b", "lang": "en", "text": "i do not want to live", "expect": "card", "card": "crisis"},
    {"id": "c", "lang": "ru", "text": "когда выплаты семьям", "expect": "unknown"},
]  # fmt: skip


def _lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


#: Arguments and what is typed, by name. They run two at a time.
RUNS: Final[dict[str, tuple[tuple[str, ...], str]]] = {
    "chat": (("chat", "--lang", "uk"), "хто винен\n\n2\nхто винен\n77\n"),
    "preview": (("run",), "who is to blame\n1\n"),
    "ask": (("ask", "кто сорвал обмен"), ""),
    "ask in English": (("ask", "--lang", "en", "--json", "кто сорвал обмен"), ""),
    "ask nothing": (("ask",), ""),
    "ask many": (("ask", "--jsonl"), _lines(ASKED)),
    "ask badly": (("ask", "--jsonl"), _lines(ASKED[:1]) + '\n{"text": "хто винен"}\n'),
    "evaluate": (("evaluate", "labelled.jsonl"), ""),
    "evaluate badly": (("evaluate", "badly.jsonl"), ""),
    "list": (("facts", "list"), ""),
    "show": (("facts", "show", "ua-umerov-6000-each-0602"), ""),
    "show what is not there": (("facts", "show", "nobody-said-this"), ""),
    "doctor": (("doctor",), ""),
}


@dataclass(frozen=True)
class Ran:
    """A program that has ended."""

    code: int
    out: str
    err: str


@pytest.fixture(scope="module")
def ran(
    start_program: StartProgram, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Ran]]:
    """How each of RUNS went; a test waits for its own."""

    def run(name: str) -> Ran:
        folder = tmp_path_factory.mktemp("run")
        (folder / "labelled.jsonl").write_text(_lines(LABELLED), encoding="utf-8")
        (folder / "badly.jsonl").write_text(_lines([*LABELLED, {"id": "d"}]), encoding="utf-8")
        arguments, typed = RUNS[name]
        process = start_program(folder, *arguments)
        out, err = process.communicate(typed.encode(), timeout=60)
        return Ran(process.returncode, out.decode(), err.decode())

    with ThreadPoolExecutor(2) as pool:
        running: dict[str, Future[Ran]] = {name: pool.submit(run, name) for name in RUNS}
        yield lambda name: running[name].result()
        for waiting in running.values():
            waiting.cancel()


def test_a_chat_in_the_terminal_numbers_the_buttons_and_a_number_presses_one(
    ran: Callable[[str], Ran],
) -> None:
    chat = ran("chat")
    begin, first, pressed, again, unknown = chat.out.split("\n> ")

    assert "nothing leaves this machine" in begin
    assert "  [1] Усі теми\n  [2] українська\n" in begin
    assert first.startswith("хто винен\n")
    assert "  [1] Далі\n  [2] Джерела\n  [3] " in first
    assert pressed.startswith("2\n\nДжерела цієї відповіді\n")
    assert again.removesuffix("\n") == first.removesuffix("\n")
    assert unknown.startswith("77\n\n"), "a number without a button is something said"
    assert (chat.code, chat.err) == (0, "")


def test_run_without_a_token_opens_a_conversation_and_says_why(ran: Callable[[str], Ran]) -> None:
    preview = ran("preview")

    assert preview.out.startswith("EXCHANGE_BOT_TOKEN is not set")
    assert "Ukrainian side" in preview.out
    assert "[1] Previous" in preview.out
    assert (preview.code, preview.err) == (0, "")


def test_ask_prints_what_a_person_would_read_and_nothing_else(ran: Callable[[str], Ran]) -> None:
    asked = ran("ask")

    assert asked.out.startswith("Самое свежее заявление")
    assert "Украинская сторона" in asked.out
    assert "Российская сторона" in asked.out
    assert "<" not in asked.out
    assert (asked.code, asked.err) == (0, "")


def test_ask_json_is_one_object_in_the_language_asked_for(ran: Callable[[str], Ran]) -> None:
    answer = json.loads(ran("ask in English").out)

    assert list(answer) == FIELDS
    assert (answer["kind"], answer["card"], answer["choices"]) == ("answer", None, [])
    assert (answer["topic"], answer["language"]) == ("who-is-to-blame", "en")
    assert "Russian side" in answer["text"]
    assert 0.5 < answer["score"] <= 1


def test_ask_without_a_question_says_how_it_is_used(ran: Callable[[str], Ran]) -> None:
    asked = ran("ask nothing")

    assert asked.code == 2
    assert "give a QUESTION, or --jsonl" in asked.err


def test_ask_jsonl_writes_a_line_for_each_in_order(ran: Callable[[str], Ran]) -> None:
    many = ran("ask many")
    answers = [json.loads(line) for line in many.out.splitlines()]
    answer, unknown, card, choices, nothing = answers

    assert [one["id"] for one in answers] == [one["id"] for one in ASKED]
    assert {tuple(one) for one in answers} == {("id", *FIELDS)}
    assert answer["kind"] == "answer"
    assert {name.partition("-")[0] for name in answer["statements"]} == {"ua", "ru"}
    assert (unknown["kind"], unknown["topic"], unknown["statements"]) == ("unknown", "azov", [])
    assert unknown["choices"] == []
    assert (card["kind"], card["card"], card["language"]) == ("card", "crisis", "ru")
    assert choices["kind"] == "choices"
    assert 2 <= len(choices["choices"]) <= 3
    assert {tuple(choice) for choice in choices["choices"]} == {("id", "statements")}
    assert all(choice["statements"] for choice in choices["choices"])
    assert (nothing["kind"], nothing["card"]) == ("card", "off_topic")
    assert [one for one in answers if not 0 <= one["score"] <= 1] == []
    assert (many.code, many.err) == (0, "")


def test_a_broken_line_is_named_after_the_lines_before_it_were_answered(
    ran: Callable[[str], Ran],
) -> None:
    badly = ran("ask badly")

    assert [json.loads(line)["id"] for line in badly.out.splitlines()] == ["first"]
    assert badly.err.startswith('Error: line 3 is no {"id", "text"} object')
    assert "хто винен" not in badly.err
    assert badly.code == 1


def test_evaluate_prints_a_table_of_verdicts_and_of_how_honest_the_score_is(
    ran: Callable[[str], Ran],
) -> None:
    evaluated = ran("evaluate")
    head, *rows = evaluated.out.splitlines()

    assert head.split() == ["group", "n", "right", "offered", "safe", "wrong"]
    assert [row.split()[:2] for row in rows[:2]] == [["answer", "1"], ["answer", "uk"]]
    assert "score of answers" in evaluated.out
    assert (evaluated.code, evaluated.err) == (0, "")


def test_evaluate_names_the_line_that_is_labelled_badly(ran: Callable[[str], Ran]) -> None:
    badly = ran("evaluate badly")

    assert badly.err.startswith("Error: badly.jsonl:4: ")
    assert badly.code == 1


def test_facts_list_has_a_line_for_each_statement_newest_first(ran: Callable[[str], Ran]) -> None:
    *rows, total = ran("list").out.splitlines()
    days = [row.split()[0] for row in rows]

    assert total == f"{len(rows)} statements, the newest of {days[0]}"
    assert days == sorted(days, reverse=True)


def test_facts_show_has_every_version_with_its_texts_and_its_source(
    ran: Callable[[str], Ran],
) -> None:
    shown = ran("show").out

    assert shown.startswith("version 1, published ")
    for part in ("  uk  ", "  ru  ", "  en  ", "2025-06-02 (day)", "https://"):
        assert part in shown


def test_a_statement_that_is_not_there_is_a_plain_message(ran: Callable[[str], Ran]) -> None:
    shown = ran("show what is not there")

    assert shown.err.startswith("Error: no statement 'nobody-said-this'; ")
    assert (shown.code, shown.out) == (1, "")


def test_the_doctor_says_that_the_base_is_empty_before_the_first_run(
    ran: Callable[[str], Ran],
) -> None:
    doctor = ran("doctor")

    assert "0 statements" in doctor.out
    assert "the base is empty" in doctor.out
    assert (doctor.code, doctor.err) == (1, "")


def test_the_doctor_says_what_is_there_and_what_to_look_at(
    start_program: StartProgram, tmp_path: Path
) -> None:
    start_program(tmp_path, "facts", "list").communicate(timeout=30)
    process = start_program(tmp_path, "doctor", EXCHANGE_BOT_OWNER="12")
    out, err = (part.decode() for part in process.communicate(timeout=30))

    assert "statements, the newest of 2025-" in out
    assert "note: EXCHANGE_BOT_TOKEN is not set" in out
    assert "EXCHANGE_BOT_OWNER" not in out
    assert (process.returncode, err) == (0, "")


def test_facts_verify_finds_a_row_that_was_changed(
    start_program: StartProgram, tmp_path: Path
) -> None:
    whole = start_program(tmp_path, "facts", "verify").communicate(timeout=30)[0].decode()
    with sqlite3.connect(tmp_path / "data" / "facts.db") as db:
        db.execute("DROP TRIGGER log_is_not_changed")
        db.execute("UPDATE log SET content = replace(content, '6000', '60') WHERE position = 2")
        db.execute("UPDATE log SET note = 'quietly' WHERE position = 5")
    db.close()
    process = start_program(tmp_path, "facts", "verify")
    out, err = (part.decode() for part in process.communicate(timeout=30))

    assert whole.endswith(" rows, the chain is whole\n")
    assert err.startswith("Error: log row ")
    assert (process.returncode, out) == (1, "")


def test_a_reader_that_goes_away_is_no_fault_of_the_disk(
    start_program: StartProgram, tmp_path: Path
) -> None:
    process = start_program(tmp_path, "facts", "list")
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    _, err = process.communicate(timeout=30)

    assert b"EXCHANGE_BOT_DATA" not in err
