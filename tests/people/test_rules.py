from datetime import UTC, datetime, timedelta

import pytest

from microtask.people import rules
from microtask.people.rules import Identity

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def person(*roles: tuple[int, str]) -> Identity:
    return Identity(1, "Ada Reed", "ada@tax.example", 7, "tax", roles=frozenset(roles))


def test_everyone_is_a_volunteer():
    assert person().role_names == ["volunteer"]
    assert rules.anyone(person())


def test_roles_are_named_once_and_in_their_order():
    assert person((7, "admin"), (8, "owner"), (9, "owner")).role_names == ["volunteer", "owner", "admin"]


def test_a_role_counts_in_its_own_department_alone():
    owner = person((7, "owner"))
    assert owner.has("owner")
    assert owner.has("owner", 7)
    assert not owner.has("owner", 8)


@pytest.mark.parametrize(("role", "anywhere", "here"), [
    ("volunteer", False, False), ("owner", False, False), ("admin", True, False), ("service-admin", True, True),
])  # fmt: skip
def test_administrators_check_reports_in_their_department_and_those_of_the_service_everywhere(role, anywhere, here):
    elsewhere = person((8, role))
    assert rules.may_check_reports(elsewhere) == anywhere
    assert rules.may_check_reports(elsewhere, 7) == here
    assert rules.may_check_reports(elsewhere, 8) == anywhere


@pytest.mark.parametrize(
    ("role", "owns", "reads"),
    [
        ("volunteer", False, False),
        ("expert", False, False),
        ("analyst", False, True),
        ("owner", True, True),
        ("admin", True, True),
        ("service-admin", True, True),
    ],
)
def test_who_may_own_challenges_and_who_may_read_results(role, owns, reads):
    assert rules.may_own_challenges(person((7, role))) is owns
    assert rules.may_read_results(person((7, role))) is reads


def test_a_session_with_a_role_in_use_is_idle_after_half_an_hour_and_one_on_a_shared_device_after_ten_minutes():
    limits = [rules.choose_limit(strict=strict, shared=shared) for strict, shared in [(True, False), (True, True)]]
    for limit, minutes in zip(limits, (30, 10), strict=True):
        assert not rules.is_idle(NOW, NOW + timedelta(minutes=minutes), limit=limit)
        assert rules.is_idle(NOW, NOW + timedelta(minutes=minutes + 2), limit=limit)


def test_a_volunteers_session_is_never_idle():
    assert not rules.is_idle(NOW, NOW + timedelta(hours=20), limit=rules.choose_limit(strict=False, shared=False))


@pytest.mark.parametrize(
    ("email", "name"),
    [
        ("ada.reed@tax.example", "Ada Reed"),
        ("bo_lamb+x@tax.example", "Bo Lamb"),
        ("...@tax.example", "...@tax.example"),
    ],
)
def test_somebody_of_whom_only_the_address_is_known_has_a_name(email, name):
    assert rules.name_from_email(email) == name


def test_a_session_is_strictly_longer_than_the_20_hours_that_need_no_warning():
    assert timedelta(hours=20) < rules.SESSION_LENGTH < timedelta(hours=21)


@pytest.mark.parametrize("slug", ["tax", "public-health", "3rd-floor", "x"])
def test_what_can_name_a_department(slug):
    assert rules.is_slug(slug)


@pytest.mark.parametrize("slug", ["", "Tax", "-tax", "public health", "steuer\u00e4mter", "tax\n"])
def test_what_can_not_name_a_department(slug):
    assert not rules.is_slug(slug)


@pytest.mark.parametrize("email", ["", "ada", "ada@", "@tax.example", "a b@tax.example", "a@b@c", "a@tax\n", "a@\x00b"])
def test_what_is_no_email_address(email):
    assert not rules.is_email(email)


def test_a_department_is_called_what_its_slug_says():
    assert rules.name_from_slug("public-health") == "Public Health"
    assert rules.name_from_slug("a--b-") == "A B"


@pytest.mark.parametrize(("role", "closes"), [("owner", False), ("admin", False), ("service-admin", True)])
def test_only_an_administrator_of_the_service_closes_the_account_of_one(role, closes):
    by = person((7, role))
    assert rules.may_close_account(by, 7, held={"owner", "service-admin"}) == closes
    assert rules.may_close_account(by, 7, held={"owner", "admin"}) == (role != "owner")
