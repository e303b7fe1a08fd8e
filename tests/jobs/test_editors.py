"""Who may change the base: roles, invitations that are good once, and labels that stay."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from sqlite_utils import Database

from jobs.editors import INVITED_FOR, Editor, Editors, Refused, Role
from jobs.people import People

NOW: Final = 1_000_000.0
OWNER, ANNA, BORYS = 7, 100, 200


@pytest.fixture
def staff(db: Database) -> Editors:
    staff = Editors(db, (OWNER,))
    staff.own(NOW)
    return staff


def test_an_invitation_ends_with_the_role_of_whoever_made_it(staff: Editors, db: Database) -> None:
    staff.invite("token", Role.OWNER, "owner-1", NOW)
    without = Editors(db)  # EXCHANGE_BOT_OWNER does not name them any more

    assert without.invited("token", ANNA, NOW) == Refused("unknown")
    assert without.accept("token", ANNA, "anna", NOW) == Refused("unknown")
    assert isinstance(staff.accept("token", ANNA, "anna", NOW), Editor)


@pytest.mark.parametrize("label", ["123456789", "12 34", "\u0435ditor", "Anna \u0406"])
def test_a_label_that_could_be_a_number_or_somebody_else_is_refused(
    label: str, staff: Editors
) -> None:
    assert staff.add(ANNA, Role.EDITOR, label, "operator", NOW) == Refused("label_wrong")


def test_whom_the_settings_name_is_an_owner_with_a_label_that_stays(
    db: Database, staff: Editors
) -> None:
    staff.own(NOW + 1)
    assert staff.who(OWNER) == Editor(OWNER, "owner-1", Role.OWNER, NOW, "settings")

    renamed = Editors(db, (ANNA,))
    renamed.own(NOW + 2)
    assert renamed.who(OWNER) is None, "no longer named, no longer an owner"
    assert [one.label for one in renamed.everybody()] == ["owner-2"]
    assert Editors(db, (ANNA, OWNER)).person("owner-1") == staff.who(OWNER)


def test_an_invitation_makes_one_editor(staff: Editors) -> None:
    staff.invite("token", Role.EDITOR, "owner-1", NOW)
    anna = staff.accept("token", ANNA, "Anna", NOW + 1)

    assert anna == Editor(ANNA, "Anna", Role.EDITOR, NOW + 1, "owner-1")
    assert staff.who(ANNA) == anna
    assert staff.accept("token", ANNA, "Other", NOW + 2) == anna, "the same person, again"
    assert staff.accept("token", BORYS, "Borys", NOW + 2) == Refused("used")


@pytest.mark.parametrize(
    ("after", "verdict"),
    [(INVITED_FOR - 1, Role.REVIEWER), (INVITED_FOR, Refused("expired"))],
)
def test_an_invitation_is_good_for_a_day(after: float, verdict: object, staff: Editors) -> None:
    staff.invite("token", Role.REVIEWER, "owner-1", NOW)

    assert staff.invited("token", ANNA, NOW + after) == verdict
    assert staff.invited("other", ANNA, NOW) == Refused("unknown")


def test_the_token_itself_is_kept_nowhere(staff: Editors, path: Path) -> None:
    staff.invite("a-very-secret-token", Role.EDITOR, "owner-1", NOW)

    with closing(sqlite3.connect(path)) as raw:
        assert "a-very-secret-token" not in "\n".join(raw.iterdump())


def test_whoever_types_no_label_gets_one(staff: Editors) -> None:
    for number, user in enumerate((ANNA, BORYS), 1):
        staff.invite(f"token-{number}", Role.EDITOR, "owner-1", NOW)
        made = staff.accept(f"token-{number}", user, "", NOW)
        assert isinstance(made, Editor)
        assert made.label == f"editor-{number}"


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("ANNA", "label_taken"),
        ("owner-1", "label_taken"),
        ("Shipped", "label_taken"),
        ("settings", "label_taken"),
        ("x", "label_wrong"),
        ("a" * 25, "label_wrong"),
        ("<b>anna</b>", "label_wrong"),
        ("anna\nborys", "label_taken"),
        ("+380 67 123 45 67", "label_wrong"),
    ],
)
def test_a_label_is_nobody_elses_and_no_markup(label: str, reason: str, staff: Editors) -> None:
    staff.add(ANNA, Role.EDITOR, "anna", "owner-1", NOW)
    staff.add(BORYS + 1, Role.EDITOR, "anna borys", "owner-1", NOW)
    staff.invite("token", Role.EDITOR, "owner-1", NOW)

    assert staff.accept("token", BORYS, label, NOW) == Refused(reason)  # type: ignore[arg-type]
    assert staff.invited("token", BORYS, NOW) is Role.EDITOR, "they may try another"


def test_who_is_invited_again_keeps_the_label_and_the_higher_role(staff: Editors) -> None:
    staff.add(ANNA, Role.REVIEWER, "anna", "owner-1", NOW)
    for token, role in (("up", Role.EDITOR), ("down", Role.REVIEWER)):
        staff.invite(token, role, "owner-1", NOW)
        made = staff.accept(token, ANNA, "other", NOW)
        assert isinstance(made, Editor)
        assert (made.label, made.role) == ("anna", Role.EDITOR)


def test_who_was_removed_is_nobody_and_their_label_is_nobody_elses(
    staff: Editors, path: Path
) -> None:
    staff.add(ANNA, Role.EDITOR, "anna", "owner-1", NOW)
    staff.invite("theirs", Role.EDITOR, "anna", NOW)

    removed = staff.remove("Anna")
    assert isinstance(removed, Editor)
    assert removed.user == ANNA
    assert staff.who(ANNA) is None
    assert staff.person("anna") is None
    assert staff.remove("anna") == Refused("unknown")
    assert staff.add(BORYS, Role.EDITOR, "anna", "owner-1", NOW) == Refused("label_taken")
    assert staff.invited("theirs", BORYS, NOW) == Refused("unknown"), "their invitations are void"
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT label FROM editors WHERE user = ?", [ANNA]).fetchall() == []


def test_an_old_invitation_does_not_bring_back_who_was_removed(staff: Editors) -> None:
    staff.invite("token", Role.EDITOR, "owner-1", NOW)
    staff.accept("token", ANNA, "anna", NOW)
    staff.remove("anna")

    assert staff.accept("token", ANNA, "", NOW) == Refused("used")
    assert staff.who(ANNA) is None


def test_an_owner_of_the_settings_is_removed_there(staff: Editors) -> None:
    assert staff.remove("owner-1") == Refused("from_settings")
    assert staff.who(OWNER) is not None


def test_owners_come_first_then_labels_in_order(staff: Editors) -> None:
    staff.add(BORYS, Role.REVIEWER, "borys", "owner-1", NOW)
    staff.add(ANNA, Role.EDITOR, "anna", "owner-1", NOW)

    assert [one.label for one in staff.everybody()] == ["owner-1", "anna", "borys"]


def test_who_deletes_their_data_is_no_editor_any_more(db: Database, staff: Editors) -> None:
    staff.add(ANNA, Role.EDITOR, "anna", "owner-1", NOW)

    assert People(db).knows(ANNA)
    assert People(db).forget(ANNA)
    assert staff.who(ANNA) is None
    assert not People(db).knows(ANNA)


def test_invitations_are_forgotten_a_day_after_they_ended(staff: Editors) -> None:
    staff.invite("token", Role.EDITOR, "owner-1", NOW)
    staff.prune(NOW + INVITED_FOR)
    assert staff.invited("token", ANNA, NOW) is Role.EDITOR
    staff.prune(NOW + 2 * INVITED_FOR + 1)

    assert staff.invited("token", ANNA, NOW) == Refused("unknown")


@pytest.mark.parametrize("role", Role)
def test_each_role_covers_those_below(role: Role) -> None:
    ranks = list(Role)
    covered = [other for other in Role if role.covers(other)]

    assert covered == ranks[ranks.index(role) :]
