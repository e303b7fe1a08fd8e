"""Each refusal: the shipped base is copied, one thing in it is broken, and the check says where."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from knowledge.checking import Report, check_shipped
from knowledge.checking.crossing import crossed
from knowledge.checking.figures import figures_in
from knowledge.checking.guidance import CARDS
from knowledge.checking.wording import Wording, relative_day
from knowledge.errors import MalformedShippedError
from knowledge.fingerprints import write_fingerprints
from knowledge.matching.index import Index
from knowledge.places import line_of
from knowledge.shipped import HOME, read_guidance

FOLLOW = "statements/follow-global-trends-2025-06-09.toml"
UNITED = "statements/united24-media-2025-06-07.toml"
SPEAKERS = "statements/speakers.toml"
EXPLANATIONS = "topics/explanations.toml"
LISTS = "topics/lists/topic.toml"
CONTACTS = "cards/contacts.toml"

WORDING = Wording(articles=frozenset(), speakers=frozenset({"Rustem Umerov", "Umerov"}))


@dataclass(frozen=True)
class Base:
    """A copy of the shipped base, to be broken."""

    home: Path

    def line(self, file: str, mark: str, *behind: str) -> int:
        """The line of the first `mark` behind the others."""
        text = self._read(file)
        return text.count("\n", 0, _index(text, mark, behind)) + 1

    def head(self, entry: str, file: str = UNITED) -> int:
        """The line on which the table of a statement begins: the one above its id."""
        return self.line(file, f'id = "{entry}"') - 1

    def change(self, file: str, old: str, new: str, *behind: str) -> int:
        """Put `new` for the first `old` behind the marks; returns its line."""
        text = self._read(file)
        at = _index(text, old, behind)
        (self.home / file).write_text(text[:at] + new + text[at + len(old) :], encoding="utf-8")
        return text.count("\n", 0, at) + 1

    def say(self, language: str, text: str, entry: str = "ua-urges-russia-0607") -> int:
        """Let a statement of the second article say something; returns the line."""
        old = re.compile(rf'{language} = "[^"]*"').search(
            self._read(UNITED), _index(self._read(UNITED), f'id = "{entry}"', ())
        )
        assert old
        return self.change(UNITED, old[0], f'{language} = "{text}"', f'id = "{entry}"')

    def drop(self, file: str, language: str, *behind: str) -> None:
        """Take a language out of the first text behind the marks."""
        text = self._read(file)
        written = re.compile(rf'\b{language} = ("""(?:.|\n)*?"""|"[^"]*")(, )?')
        found = written.search(text, _index(text, language, behind))
        assert found
        self.change(file, found[0], "", *behind)

    def check(self) -> Report:
        return check_shipped(self.home)

    def refusal(self) -> str:
        """The refusal, where there is exactly one."""
        refusals = self.check().refusals
        assert len(refusals) == 1, refusals
        return refusals[0]

    def _read(self, file: str) -> str:
        return (self.home / file).read_text(encoding="utf-8")


def _index(text: str, mark: str, behind: tuple[str, ...]) -> int:
    at = 0
    for before in behind:
        at = text.index(before, at) + len(before)
    return text.index(mark, at)


def _copy(home: Path, *left_out: str) -> Base:
    for folder in ("statements", "topics", "cards", "words"):
        ignore = shutil.ignore_patterns(*left_out)
        shutil.copytree(HOME / folder, home / folder, ignore=ignore)
    return Base(home)


@pytest.fixture
def base(tmp_path: Path) -> Base:
    """The shipped base without its phrasings: they are most of the files, and are never refused."""
    return _copy(tmp_path / "knowledge", "uk.txt", "ru.txt", "en.txt")


@pytest.fixture
def whole_base(tmp_path: Path) -> Base:
    return _copy(tmp_path / "knowledge")


def test_the_shipped_base_is_not_refused() -> None:
    assert check_shipped().refusals == ()


# -- what cannot be read


@pytest.mark.parametrize("field", ["url", "publisher"])
def test_an_article_without_its_source_is_refused_once_and_at_the_source(
    base: Base, field: str
) -> None:
    base.change(FOLLOW, f"\n{field} = ", f"\nformer_{field} = ")

    line = base.line(FOLLOW, "[source]")
    assert base.refusal() == (
        f"{FOLLOW}:{line}: follow-global-trends-2025-06-09: {field} is missing; add it"
    )


def test_a_statement_without_a_date_is_refused_where_it_begins(base: Base) -> None:
    entry = "ru-peskov-excuses-0609"
    base.change(FOLLOW, "said_on = 2025-06-09\n", "", f'id = "{entry}"')

    line = base.head(entry, FOLLOW)
    assert base.refusal() == f"{FOLLOW}:{line}: {entry}: said_on is missing; add it"


def test_a_date_that_is_none_is_refused_on_its_line(base: Base) -> None:
    entry = "ru-peskov-excuses-0609"
    line = base.change(FOLLOW, "said_on = 2025-06-09", 'said_on = "Monday"', f'id = "{entry}"')

    assert base.refusal().startswith(f"{FOLLOW}:{line}: {entry}: said_on: 'Monday' is no date")


def test_an_article_that_does_not_say_when_it_was_added_is_refused(base: Base) -> None:
    base.change(UNITED, "added_on = ", "former_added_on = ")

    assert base.refusal() == (f"{UNITED}:1: united24-media-2025-06-07: added_on is missing; add it")


def test_a_statement_without_a_speaker_is_refused(base: Base) -> None:
    base.change(UNITED, 'speaker = "umerov"\n', "")

    entry = "ua-umerov-all-for-all-0602"
    assert base.refusal() == f"{UNITED}:{base.head(entry)}: {entry}: speaker is missing; add it"


def test_a_speaker_whom_nothing_describes_is_refused(base: Base) -> None:
    line = base.change(UNITED, 'speaker = "umerov"', 'speaker = "umierov"')

    assert base.refusal().startswith(f"{UNITED}:{line}: ua-umerov-all-for-all-0602: speaker: ")


def test_a_speaker_without_a_side_is_refused_once_and_at_the_speaker(base: Base) -> None:
    base.change(SPEAKERS, 'side = "russia"\n', "", "[peskov]")

    line = base.line(SPEAKERS, "[peskov]")
    assert base.refusal() == f"{SPEAKERS}:{line}: peskov: side is missing; add it"


def test_a_number_without_a_unit_is_refused_at_the_numbers(base: Base) -> None:
    entry = "ua-umerov-6000-each-0602"
    base.change(UNITED, 'unit = "bodies", ', "", f'id = "{entry}"')

    line = base.line(UNITED, "numbers = [", f'id = "{entry}"')
    assert base.refusal() == f"{UNITED}:{line}: {entry}: unit is missing; add it"


def test_a_relation_of_no_known_kind_is_refused_at_the_relations(base: Base) -> None:
    entry = "ua-urges-russia-0607"
    base.change(UNITED, "supports = ", "echoes = ", f'id = "{entry}"')

    line = base.line(UNITED, "[statement.relations]", f'id = "{entry}"')
    assert base.refusal().startswith(f"{UNITED}:{line}: {entry}: relations: 'echoes' is none of ")


def test_a_field_of_the_wrong_shape_is_refused(base: Base) -> None:
    base.change(UNITED, "cross_checks = [", "cross_checks = 7\nformer_checks = [")

    entry = "ag-phased-categories"
    assert base.refusal().startswith(f"{UNITED}:{base.head(entry)}: {entry}: cannot be read")


def test_a_statement_that_is_begun_in_another_way_is_refused(base: Base) -> None:
    base.change(UNITED, "[[statement]]", "[[ statement ]]")

    assert base.refusal().startswith(f"{UNITED}:1: united24-media-2025-06-07: begin every")


def test_a_file_that_is_no_toml_is_refused_on_the_line_of_the_slip(base: Base) -> None:
    line = base.change(EXPLANATIONS, "alike = true", "alike = yes", "[both-ready]")

    assert base.refusal().startswith(f"{EXPLANATIONS}:{line}: explanations: no TOML: ")


def test_a_file_in_another_encoding_is_refused_on_the_line_that_shows_it(base: Base) -> None:
    text = (base.home / SPEAKERS).read_bytes()
    mark = "речник".encode()
    (base.home / SPEAKERS).write_bytes(text.replace(mark, "речник".encode("cp1251")))

    line = text.count(b"\n", 0, text.index(mark)) + 1
    assert base.refusal() == f"{SPEAKERS}:{line}: speakers: save the file as UTF-8"


def test_a_missing_file_is_refused(base: Base) -> None:
    (base.home / CONTACTS).unlink()

    assert base.refusal() == f"{CONTACTS}:1: contacts: the file is missing"


def test_a_contact_that_cannot_be_reached_is_refused(base: Base) -> None:
    base.change(CONTACTS, 'reach = ["1698"]\n', "")

    line = base.line(CONTACTS, "[commissioner-missing]")
    assert base.refusal() == f"{CONTACTS}:{line}: commissioner-missing: reach is missing; add it"


def test_a_date_in_quotation_marks_is_refused_at_a_contact(base: Base) -> None:
    line = base.change(CONTACTS, "seen_on = 2024-07-31", 'seen_on = "2024-07-31"')

    assert base.refusal().startswith(f"{CONTACTS}:{line}: icrc: seen_on: write YYYY-MM-DD")


def test_a_topic_on_a_side_that_there_is_not_is_refused(base: Base) -> None:
    file = "topics/russia-says/topic.toml"
    line = base.change(file, 'side = "russia"', 'side = "moscow"')

    assert base.refusal().startswith(f"{file}:{line}: russia-says: side: 'moscow' is none of ")


def test_what_cannot_be_read_is_not_called_unknown_as_well(base: Base) -> None:
    base.change(FOLLOW, "said_on = 2025-06-09\n", "", 'id = "ru-kremlin-ready-0609"')

    assert "ru-kremlin-ready-0609: said_on is missing" in base.refusal()


def test_reading_the_guidance_raises_all_that_cannot_be_read_in_it(base: Base) -> None:
    first = base.change(CONTACTS, "seen_on = 2024-07-31", 'seen_on = "2024"')
    (base.home / EXPLANATIONS).unlink()

    with pytest.raises(MalformedShippedError) as raised:
        read_guidance(base.home)
    assert [problem.split(" ")[0] for problem in raised.value.problems] == [
        f"{CONTACTS}:{first}:",
        f"{EXPLANATIONS}:1:",
    ]


def test_a_missing_field_is_never_looked_for_in_the_next_table() -> None:
    text = "# head\n[one]\nurl = 1\n[one.part]\nname = 2\n\n[two]\nday = 3\n"

    assert line_of(text, "[one]", "\nname =") == 5
    assert line_of(text, "[one]", "\nday =") == 2
    assert line_of(text, "\n[two]", "\nday =") == 8
    assert line_of(text, "[three]") == 1
    assert line_of("id = 1", "\nid =") == 1


# -- languages


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_a_statement_that_lacks_a_language_is_refused(base: Base, language: str) -> None:
    entry = "ua-hq-bodies-agreed-in-principle-0607"
    base.drop(UNITED, language, f'id = "{entry}"', "[statement.texts]")

    line = base.line(UNITED, "[statement.texts]", f'id = "{entry}"')
    assert base.refusal() == f"{UNITED}:{line}: {entry}: texts is missing in {language}; write it"


@pytest.mark.parametrize(
    ("file", "field"),
    [
        (LISTS, "title"),
        ("cards/stop/card.toml", "texts"),
        ("cards/person/card.toml", "on_personal_data"),
    ],
)
def test_a_title_or_a_card_that_lacks_a_language_is_refused(
    base: Base, file: str, field: str
) -> None:
    base.drop(file, "ru", f"[{field}]")

    line, entry = base.line(file, f"[{field}]"), file.split("/")[1]
    assert base.refusal() == f"{file}:{line}: {entry}: {field} is missing in ru; write it"


def test_an_explanation_that_lacks_a_language_is_refused(base: Base) -> None:
    base.drop(EXPLANATIONS, "en", "[no-public-list]")

    line = base.line(EXPLANATIONS, "[no-public-list]")
    assert base.refusal() == (
        f"{EXPLANATIONS}:{line}: no-public-list: the text is missing in en; write it"
    )


@pytest.mark.parametrize(
    ("file", "entry", "field"),
    [
        (CONTACTS, "police", "name"),
        (CONTACTS, "police", "purpose"),
        (SPEAKERS, "diplomats", "name"),
        (SPEAKERS, "peskov", "role"),
    ],
)
def test_a_contact_or_a_speaker_that_lacks_a_language_is_refused(
    base: Base, file: str, entry: str, field: str
) -> None:
    base.drop(file, "uk", f"[{entry}]", f"\n{field} = ")

    line = base.line(file, f"{field} = ", f"[{entry}]")
    assert base.refusal() == f"{file}:{line}: {entry}: {field} is missing in uk; write it"


# -- identity and relations


def test_an_id_that_is_taken_is_refused_at_the_second_statement(base: Base) -> None:
    entry = "ua-ready-to-continue-0607"
    text = (base.home / UNITED).read_text(encoding="utf-8")
    start, end = base.head(entry), base.head("ua-urges-russia-0607")
    again = "\n".join(text.splitlines()[start - 1 : end - 1])
    (base.home / UNITED).write_text(f"{text}\n{again}\n", encoding="utf-8")

    line = text.count("\n") + 3
    assert base.refusal() == (
        f"{UNITED}:{line}: {entry}: the id is taken by united24-media-2025-06-07.toml:{start};"
        " choose another"
    )


def test_a_relation_to_no_statement_is_refused(base: Base) -> None:
    entry = "ua-urges-russia-0607"
    line = base.change(UNITED, "ua-ready-to-continue-0607", "ua-nobody", f'id = "{entry}"')

    assert base.refusal().startswith(
        f"{UNITED}:{line}: {entry}: supports 'ua-nobody', which is no statement"
    )


@pytest.mark.parametrize("relation", ["disputes", "differs_in_detail_from"])
def test_a_mutual_relation_that_is_not_mirrored_is_refused(base: Base, relation: str) -> None:
    entry, other = "ua-urges-russia-0607", "ru-peskov-excuses-0609"
    line = base.change(UNITED, "supports = [", f'{relation} = ["{other}"]\n#', f'id = "{entry}"')

    assert base.refusal().startswith(
        f"{UNITED}:{line}: {entry}: {relation} {other}, which does not say so in turn"
    )


def test_a_statement_that_answers_may_stay_without_an_answer(base: Base) -> None:
    base.change(
        UNITED,
        "supports = [",
        'answers = ["ru-peskov-excuses-0609"]\n#',
        'id = "ua-urges-russia-0607"',
    )

    assert base.check().refusals == ()


def test_a_relation_to_oneself_is_refused(base: Base) -> None:
    entry = "ua-urges-russia-0607"
    line = base.change(UNITED, "ua-ready-to-continue-0607", entry, f'id = "{entry}"')

    assert base.refusal().startswith(f"{UNITED}:{line}: {entry}: supports itself")


@pytest.mark.parametrize("relation", ["disputes", "answers"])
def test_a_side_that_disputes_or_answers_itself_is_refused(base: Base, relation: str) -> None:
    entry = "ua-urges-russia-0607"
    line = base.change(UNITED, "supports = ", f"{relation} = ", f'id = "{entry}"')

    assert base.refusal().startswith(
        f"{UNITED}:{line}: {entry}: {relation} ua-ready-to-continue-0607, of the same side"
    )


def test_a_statement_on_no_topic_that_there_is_is_refused(base: Base) -> None:
    entry = "ua-urges-russia-0607"
    line = base.change(UNITED, '"readiness"', '"readyness"', f'id = "{entry}"')

    assert base.refusal().startswith(f"{UNITED}:{line}: {entry}: there is no topic 'readyness'")


# -- figures


def test_a_number_that_is_not_listed_is_refused_at_the_text(base: Base) -> None:
    line = base.say("uk", "Українська сторона назвала 300 осіб.")
    base.say("ru", "Украинская сторона назвала 300 человек.")
    base.say("en", "The Ukrainian side spoke of 300 people.")

    assert base.refusal().startswith(
        f"{UNITED}:{line}: ua-urges-russia-0607: 300 is not in numbers"
    )


def test_a_listed_number_that_stands_in_no_text_is_refused_on_its_line(base: Base) -> None:
    entry = "ua-umerov-6000-each-0602"
    more = '    { value = 50, unit = "bodies", qualifier = "about", meaning = "nothing" },\n'
    line = base.change(
        UNITED, "    { value = 6000", f"{more}    {{ value = 6000", f'id = "{entry}"'
    )

    assert base.refusal().startswith(
        f"{UNITED}:{line}: {entry}: numbers has 50, which stands in no text"
    )


def test_a_number_that_one_language_lacks_is_refused_there(base: Base) -> None:
    entry = "ua-umerov-6000-each-0602"
    line = base.change(UNITED, "6000 погибших", "тысяч погибших", f'id = "{entry}"')

    assert base.refusal().startswith(
        f"{UNITED}:{line}: {entry}: 6000 stands in uk and en and not in ru"
    )


@pytest.mark.parametrize("written", ["1,200", "1200", "1 200", "1\u00a0200", "1\u202f200"])
def test_a_number_is_the_same_however_its_thousands_are_set_off(written: str) -> None:
    assert figures_in(f"no fewer than {written} prisoners") == {Decimal(1200)}


@pytest.mark.parametrize(
    "text",
    [
        "on 9 June he said",
        "9 червня сказав",
        "2 июня 2025 года сказал",
        "on Monday 9 June 2025 he said",
        "June 9, 2025, in Istanbul",
        "between 7 and 9 June",
        "on 11, 13 and 14 June",
        "7–9 червня",
        "с 7 по 9 июня",
        "since February 2022 the sides",
        "з лютого 2022 року",
        "станом на червень 2025 року",
        "у 2025 році",
        "в 2025 году",
        "у 2022-му році",
        "the second contact of 2025 between them",
        "in 2025.",
        "2025-06-09",
        "09.06.2025",
        "as UNITED24 Media reports",
        "пише 24 Канал",
    ],
)
def test_dates_and_the_digits_of_names_are_no_numbers(text: str) -> None:
    assert figures_in(text, names=["24 Канал"]) == frozenset()


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("those under 25 may return", {25}),
        ("those under 25, on 9 June", {25}),
        ("in June 25 prisoners came home", {25}),
        ("9 червня 2000 тіл", {2000}),
        ("2 June 2000 bodies", {2000}),
        ("a list of 2025 prisoners", {2025}),
        ("he spoke of 2000.", {2000}),
        ("on 2 June 1,200 people", {1200}),
        ("in 2022 640 people", {2022, 640}),
        ("18–25 років", {18, 25}),
        ("66-й обмін", {66}),
        ("6 тисяч тіл", {6000}),
        ("6,5 тыс. тел", {6500}),
        ("1.5 million", {1_500_000}),
        ("1.5 hours", {Decimal("1.5")}),
        ("1200 640", {1200, 640}),
    ],
)
def test_what_is_counted_is_a_number_whatever_stands_around_it(
    text: str, figures: set[Decimal]
) -> None:
    assert figures_in(text) == figures


# -- wording


def test_a_text_that_copies_an_article_is_refused(base: Base) -> None:
    article = base.home.parent / "united24-media-2025-06-07.txt"
    article.write_text("Nine herons stood in the shallow water below the mill and waited.\n")
    write_fingerprints(article, base.home / "statements" / "fingerprints")
    line = base.say("en", "They said nine herons stood in the shallow water below, and left.")

    assert base.refusal().startswith(
        f"{UNITED}:{line}: ua-urges-russia-0607: en:"
        " 'nine herons stood in the shallow water below' stands in an article"
    )


def test_a_note_that_copies_an_article_is_refused_though_nobody_is_shown_it(base: Base) -> None:
    article = base.home.parent / "united24-media-2025-06-07.txt"
    article.write_text("Nine herons stood in the shallow water below the mill and waited.\n")
    write_fingerprints(article, base.home / "statements" / "fingerprints")
    note = 'editor_note = "Nine herons stood in the shallow water below the mill."\n'
    line = base.change(UNITED, "kind = ", f"{note}kind = ", 'id = "ua-urges-russia-0607"')

    assert base.refusal().startswith(f"{UNITED}:{line}: ua-urges-russia-0607: 'nine herons")


@pytest.mark.parametrize("emptied", [True, False])
def test_an_article_without_fingerprints_is_refused(base: Base, emptied: bool) -> None:
    fingerprints = base.home / "statements" / "fingerprints" / "united24-media-2025-06-07.txt"
    if emptied:
        fingerprints.write_text("# nothing\n")
    else:
        fingerprints.unlink()

    assert base.refusal().startswith(f"{UNITED}:1: united24-media-2025-06-07: has no fingerprints")


@pytest.mark.parametrize(
    "text",
    [
        "Українська сторона сказала, що Степан Вигаданий повернувся.",
        "Умєров сказав, що Степан Вигаданий повернувся.",
        "Українська сторона назвала номер +380 44 000 00 00 для родин.",
    ],
)
def test_a_private_person_in_a_text_is_refused_beside_a_public_one_too(
    base: Base, text: str
) -> None:
    line = base.say("uk", text)

    assert any(
        refusal.startswith(f"{UNITED}:{line}: ua-urges-russia-0607: uk: looks like personal data")
        for refusal in base.check().refusals
    )


def test_a_private_person_in_a_note_is_refused(base: Base) -> None:
    note = 'editor_note = "Степан Вигаданий просив не показувати."\n'
    line = base.change(UNITED, "kind = ", f"{note}kind = ", 'id = "ua-urges-russia-0607"')

    assert base.refusal().startswith(
        f"{UNITED}:{line}: ua-urges-russia-0607: looks like personal data"
    )


@pytest.mark.parametrize("speaker", ["Rustem Umerov said so.", "Umerov said so."])
def test_the_speakers_of_the_base_may_be_named(speaker: str) -> None:
    assert list(WORDING.faults(speaker)) == []


def test_a_text_that_judges_is_refused(base: Base) -> None:
    line = base.say("ru", "Украинская сторона якобы призвала Россию к диалогу.")

    assert base.refusal().startswith(
        f"{UNITED}:{line}: ua-urges-russia-0607: ru: 'якобы' judges; write said"
    )


@pytest.mark.parametrize(
    "text",
    [
        "He allegedly said so",
        "a so-called list",
        "He claimed it",
        "He admitted it",
        "He insisted on it",
        "Він нібито сказав",
        "Він начебто сказав",
        "так званий список",
        "Він визнав це",
        "Он якобы сказал",
        "так называемый список",
        "Он признал это",
        "дві тисячі двохсотих",
        "окупанти сказали",
    ],
)
def test_words_that_judge_are_found_in_every_language(text: str) -> None:
    assert [fault for fault in WORDING.faults(text) if "judges" in fault]


@pytest.mark.parametrize(
    "text",
    [
        "territorial claims",
        "признаки жизни",
        "визначені критерії",
        "двохсот людей",
        "оборони України",
    ],
)
def test_words_that_only_look_like_judging_are_let_pass(text: str) -> None:
    assert list(WORDING.faults(text)) == []


def test_a_day_that_passes_is_refused(base: Base) -> None:
    line = base.say("en", "The Ukrainian side called on Russia yesterday to come back.")

    assert base.refusal().startswith(
        f"{UNITED}:{line}: ua-urges-russia-0607: en: 'yesterday' passes; write the date"
    )


@pytest.mark.parametrize(
    "text",
    [
        "He said on Monday that it was ready.",
        "He said so next week.",
        "It may go on in the coming days.",
        "He said it two days ago.",
        "He said on Monday that the statement of 7 June was wrong.",
        "Він сказав у понеділок.",
        "Він сказав учора.",
        "Наступного тижня повернуть.",
        "Два дні тому сказав.",
        "Он сказал в воскресенье.",
        "На прошлой неделе сказал.",
        "Неделю назад сказал.",
    ],
)
def test_a_day_that_depends_on_when_it_is_read_is_found(text: str) -> None:
    assert relative_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "He said on Monday 9 June that it was ready.",
        "He said on Sunday evening, 8 June, that it was ready.",
        "Він сказав у понеділок, 9 червня, що готовий.",
        "Он сказал в воскресенье, 8 июня, что готов.",
        "Станом на 9 червня було незрозуміло, чи продовжиться обмін найближчими днями.",
        "Серед полонених багато молодих, тому що так домовилися.",
    ],
)
def test_a_date_beside_it_settles_a_day(text: str) -> None:
    assert relative_day(text) is None


@pytest.mark.parametrize(
    "loud", ["Обмін!", "Обмін \U0001f54a", "Обмін ⚠\ufe0f", "Обмін \U0001f1fa"]
)
def test_a_loud_text_is_refused(base: Base, loud: str) -> None:
    line = base.change(LISTS, "Списки на обмін", loud, "[title]")

    assert base.refusal().startswith(f"{LISTS}:{line}: lists: uk: take out ")


# -- topics, cards and explanations


def test_a_topic_that_leads_with_no_statement_is_refused(base: Base) -> None:
    line = base.change(LISTS, "ua-hq-lists-submitted-0607", "ua-hq-lists-handed-0607")

    assert base.refusal().startswith(f"{LISTS}:{line}: lists: leads names 'ua-hq-lists-handed")


def test_a_topic_that_leads_with_a_statement_on_another_is_refused(base: Base) -> None:
    line = base.change(LISTS, "ua-hq-lists-submitted-0607", "ua-urges-russia-0607")

    assert base.refusal().startswith(
        f"{LISTS}:{line}: lists: leads with 'ua-urges-russia-0607', which is not on the topic"
    )


@pytest.mark.parametrize("topic", ["peskov", "russia-says"])
def test_a_topic_of_one_speaker_or_side_that_leads_with_another_is_refused(
    base: Base, topic: str
) -> None:
    file = f"topics/{topic}/topic.toml"
    line = base.change(file, "ru-peskov-excuses-0609", "ua-urges-russia-0607")

    assert base.refusal().startswith(f"{file}:{line}: {topic}: leads with 'ua-urges-russia-0607'")


def test_a_topic_with_no_such_explanation_is_refused(base: Base) -> None:
    line = base.change(LISTS, '"no-public-list"', '"no-public-lists"')

    assert base.refusal().startswith(f"{LISTS}:{line}: lists: explanations names 'no-public-lists'")


def test_a_topic_near_to_none_is_refused(base: Base) -> None:
    file = "topics/azov/topic.toml"
    line = base.change(file, '"who-is-covered"', '"who-was-covered"')

    assert base.refusal().startswith(f"{file}:{line}: azov: near names 'who-was-covered'")


def test_a_card_with_no_such_contact_is_refused(base: Base) -> None:
    file = "cards/person/card.toml"
    line = base.change(file, '"icrc"', '"icrc-geneva"')

    assert base.refusal().startswith(f"{file}:{line}: person: contacts names 'icrc-geneva'")


def test_a_card_that_no_topic_can_follow_is_refused(base: Base) -> None:
    file = "cards/prediction/card.toml"
    line = base.change(file, 'then = "exchange-status"', 'then = "exchange-state"')

    assert base.refusal().startswith(f"{file}:{line}: prediction: then names 'exchange-state'")


@pytest.mark.parametrize("card", CARDS)
def test_each_card_of_the_contract_is_missed(base: Base, card: str) -> None:
    shutil.rmtree(base.home / "cards" / card)

    assert base.refusal().startswith(f"cards/{card}/card.toml:1: {card}: the card is missing")


def test_there_are_fourteen_cards_in_the_contract() -> None:
    assert len(set(CARDS)) == 14


def test_an_explanation_that_rests_on_no_statement_is_refused(base: Base) -> None:
    line = base.change(EXPLANATIONS, "icrc-monitoring-reported", "icrc-monitoring")

    assert base.refusal().startswith(
        f"{EXPLANATIONS}:{line}: icrc-hearsay: rests_on names 'icrc-monitoring'"
    )


def test_an_explanation_with_a_number_of_its_own_is_refused(base: Base) -> None:
    line = base.change(EXPLANATIONS, '"ag-1200-prisoners"', '"ag-thousands-of-bodies"')

    assert base.refusal().startswith(
        f"{EXPLANATIONS}:{line + 1}: size-not-per-side: 1200 stands in none of the statements"
    )


# -- warnings


def test_an_entry_with_few_phrasings_is_warned_of_and_not_refused(whole_base: Base) -> None:
    before = set(whole_base.check().warnings)
    (whole_base.home / "topics/lists/uk.txt").write_text("списки\n", encoding="utf-8")
    (whole_base.home / "cards/stop/ru.txt").unlink()
    report = whole_base.check()

    assert report.refusals == ()
    assert set(report.warnings) - before == {
        "topics/lists/uk.txt:1: lists: phrasings in uk: 1; write at least 12",
        "cards/stop/ru.txt:1: stop: phrasings in ru: 0; write at least 8",
    }


def test_a_phrasing_of_two_entries_is_warned_of_at_the_second(whole_base: Base) -> None:
    before = set(whole_base.check().warnings)
    for number, file in enumerate(("topics/azov/en.txt", "topics/lists/en.txt")):
        path = whole_base.home / file
        path.write_text(f"Where are the herons{'?' * number}\n{path.read_text(encoding='utf-8')}")
    report = whole_base.check()

    assert set(report.warnings) - before == {
        "topics/lists/en.txt:1: lists: 'Where are the herons?' also stands in azov/en.txt:1; keep it in one of the two"
    }


def test_a_phrasing_in_letters_of_another_alphabet_is_warned_of(whole_base: Base) -> None:
    before = set(whole_base.check().warnings)
    path = whole_base.home / "topics/lists/en.txt"
    path.write_text(f"црщ ьфву еру дшые\nлист хто made\n{path.read_text(encoding='utf-8')}")
    assert set(whole_base.check().warnings) - before == {
        "topics/lists/en.txt:1: lists: 'црщ ьфву еру дшые' is in other letters; write it as it is meant, the bot finds the rest"
    }


def test_a_contact_that_is_held_or_has_no_date_is_warned_of(base: Base) -> None:
    base.change(CONTACTS, "seen_on = 2024-07-31\n", "held = true\n")
    line = base.line(CONTACTS, "[icrc]")
    warnings = base.check().warnings

    assert f"{CONTACTS}:{line}: icrc: has no date; check it and write checked_on" in warnings
    assert any(warning.startswith(f"{CONTACTS}:{line + 3}: icrc: held") for warning in warnings)


def test_a_statement_without_cross_checks_is_not_warned_of() -> None:
    assert not any("statements/" in warning for warning in check_shipped().warnings)


# -- messages kept for one statement


def test_a_message_kept_for_no_statement_is_refused_on_its_line(base: Base) -> None:
    line = base.change("statements/asked/en.tsv", "ag-1200-prisoners\t", "ag-1201-prisoners\t")
    refusal = base.refusal()
    assert refusal.startswith(f"statements/asked/en.tsv:{line}: ag-1201-prisoners: ")
    assert "is no statement" in refusal


def test_a_line_kept_for_a_statement_without_a_message_is_refused(base: Base) -> None:
    base.change("statements/asked/uk.tsv", "ag-1200-prisoners\t", "ag-1200-prisoners\n")
    assert any("has no message" in refusal for refusal in base.check().refusals)


def test_a_message_that_no_one_statement_answers_is_kept_under_a_dash(base: Base) -> None:
    base.change("statements/asked/uk.tsv", "ag-1200-prisoners\t", "-\t")
    assert base.check().refusals == ()


def test_a_message_in_letters_of_another_alphabet_is_refused(base: Base) -> None:
    line = base.change(
        "statements/asked/uk.tsv", "ag-1200-prisoners\t", "ag-1200-prisoners\tskilky\n-\t"
    )
    refusal = base.refusal()
    assert refusal.startswith(
        f"statements/asked/uk.tsv:{line}: ag-1200-prisoners: is in other letters"
    )


# -- phrasings like those of another entry

_SAID = {
    "topic:lists": ["хто передав списки на обмін", "списки росії"],
    "topic:bodies": ["хто передав списки на обмін?", "скільки тіл передали"],
    "topic:alike": ["скільки тіл передали уже", "ще щось"],
}


def test_a_phrasing_like_another_entrys_is_named_with_the_one_it_is_like(tmp_path: Path) -> None:
    folder = tmp_path / "topics" / "lists"
    folder.mkdir(parents=True)
    (folder / "uk.txt").write_text("списки росії\nХто передав списки на обмін\n", encoding="utf-8")
    counted: list[int] = []
    found = [one.told(tmp_path) for one in crossed(Index.of(_SAID), {}, tmp_path, counted.append)]
    assert sum(counted) == len(Index.of(_SAID).lines)
    told = next(one for one in found if one.startswith("topics/lists"))
    assert told.startswith("topics/lists/uk.txt:2: lists: ")
    assert "of bodies" in told


def test_entries_that_show_the_same_may_be_asked_in_the_same_words(tmp_path: Path) -> None:
    shows = {"topic:bodies": frozenset("a"), "topic:alike": frozenset("ab")}
    found = [one.entry for one in crossed(Index.of(_SAID), shows, tmp_path)]
    assert "alike" not in found
