"""The audit log: the database refuses to change it, and where somebody who may do anything there changed it all the same, it is seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from balm.clinic import actions, audit
from balm.clinic.migrations import _audit_guard
from balm.clinic.models import Audit, Clinic, User
from tests.clinic.conftest import Cast

UNGUARDED = {"sqlite": _audit_guard.SQLITE_BACK, "postgresql": _audit_guard.POSTGRESQL_BACK}


def unguarded() -> None:
    """As somebody does who owns the database: take the triggers off, until this test is over."""
    with connection.cursor() as cursor:
        for statement in UNGUARDED[connection.vendor]:
            cursor.execute(statement)


def log(cast: Cast) -> list[Audit]:
    return list(Audit.objects.filter(clinic=cast.nurse.clinic).order_by("number"))


@pytest.fixture
def written(cast: Cast) -> Cast:
    for _ in range(4):
        actions.invite(by=cast.nurse)
    assert audit.broken(cast.nurse.clinic) is None
    return cast


STATEMENTS = [
    "UPDATE clinic_audit SET who = 'nobody' WHERE number = 3",
    "UPDATE clinic_audit SET digest = digest",
    "DELETE FROM clinic_audit WHERE number = 3",
    "DELETE FROM clinic_audit",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses_to_change_or_take_out_an_entry(written: Cast, statement: str) -> None:
    before = [one.digest for one in log(written)]
    with pytest.raises(DatabaseError, match="only added to"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert [one.digest for one in log(written)] == before


def test_neither_does_the_code_but_for_a_clinic_that_is_deleted(written: Cast) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Audit.objects.filter(number=1).delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        log(written)[0].save()
    others = Audit.objects.exclude(clinic=written.nurse.clinic).count()
    Clinic.objects.filter(pk=written.nurse.clinic.pk).delete()
    assert (Audit.objects.count(), others) == (others, 2)


def changed(cast: Cast) -> None:
    Audit.objects.filter(clinic=cast.nurse.clinic, number=4).update(who="nobody")


def changed_with_its_digest(cast: Cast) -> None:
    third, fourth = log(cast)[2:4]
    digest = audit.digest_of(third.digest, 4, fourth.at, "nobody", fourth.what, fourth.about)
    Audit.objects.filter(pk=fourth.pk).update(who="nobody", digest=digest)


def removed(cast: Cast) -> None:
    Audit.objects.filter(clinic=cast.nurse.clinic, number=4).delete()


def removed_and_closed_up(cast: Cast) -> None:
    removed(cast)
    for one in log(cast)[3:]:
        Audit.objects.filter(pk=one.pk).update(number=F("number") - 1)


def inserted(cast: Cast) -> None:
    entries = log(cast)
    for one in reversed(entries[3:]):
        Audit.objects.filter(pk=one.pk).update(number=F("number") + 1)
    at = timezone.now()
    digest = audit.digest_of(entries[2].digest, 4, at, "nobody", "erased", "AAA-AAAA")
    Audit.objects.create(
        clinic=cast.nurse.clinic, number=4, at=at, who="nobody", what="erased", about="AAA-AAAA", digest=digest
    )  # what is wrong is the one after it


def swapped(cast: Cast) -> None:
    fourth, fifth = log(cast)[3:5]
    for number, one in ((4000, fourth), (4, fifth), (5, fourth)):
        Audit.objects.filter(pk=one.pk).update(number=number)


def at_another_time(cast: Cast) -> None:
    Audit.objects.filter(clinic=cast.nurse.clinic, number=4).update(at=timezone.now())


@pytest.mark.parametrize(
    ("mistake", "at"),
    [
        (changed, 4),
        (changed_with_its_digest, 5),
        (removed, 4),
        (removed_and_closed_up, 4),
        (inserted, 5),
        (swapped, 4),
        (at_another_time, 4),
    ],
)
def test_what_was_done_to_the_log_is_found_at_its_place(written: Cast, mistake: Callable[[Cast], None], at: int) -> None:
    unguarded()
    mistake(written)
    assert audit.broken(written.nurse.clinic) == at
    assert audit.broken(written.stranger.clinic) is None


def test_a_tail_that_was_cut_and_a_log_written_anew_are_found_by_a_digest_that_was_kept(written: Cast) -> None:
    kept = log(written)[-1].digest
    actions.invite(by=written.nurse)
    assert audit.stands(kept), "what came after it changes nothing"
    unguarded()
    with transaction.atomic():
        Audit.objects.filter(clinic=written.nurse.clinic, number__gte=6).delete()
        assert audit.broken(written.nurse.clinic) is None, "the chain alone cannot tell"
        assert not audit.stands(kept)
        transaction.set_rollback(True)
    before = audit.FIRST
    for one in log(written):
        one.who, before = "somebody else", audit.digest_of(before, one.number, one.at, "somebody else", one.what, one.about)
        one.digest = before
        one.save()
    assert audit.broken(written.nurse.clinic) is None
    assert not audit.stands(kept)


def test_who_came_in_stands_in_it(cast: Cast) -> None:
    from balm.clinic import logins

    logins.note(User.objects.get(username="nora"), "logged in")
    assert (log(cast)[-1].who, log(cast)[-1].what) == ("nora", "logged in")
    assert audit.broken(cast.nurse.clinic) is None
