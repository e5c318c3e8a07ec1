import pytest

from microtask.privacy.finding import LONGEST_EXAMPLE, Finding, Kind, mask


@pytest.mark.parametrize(
    ("kind", "text", "masked"),
    [
        (Kind.NATIONAL_INSURANCE, "AB 12 34 56 C", "AB ** ** ** C"),
        (Kind.EMAIL, "jane.doe@mail.example.com", "j***.***@****.*******.com"),
        (Kind.BANK, "20-45-77 43219876", "**-**-** ******76"),
        (Kind.CARD, "4539 1488 0343 6467", "**** **** **** 6467"),
        (Kind.NHS, "943 476 5919", "*** *** **19"),
        (Kind.PHONE, "+44 7911 123456", "+44 **** ****56"),
        (Kind.POSTCODE, "SW1A 2AA", "SW** ***"),
        (Kind.BIRTH, "3 March 1961", "* ***** ****"),
        (Kind.NAME, "Mrs Siân O’Brien", "M** S*** O******"),  # noqa: RUF001
    ],
)
def test_an_example_shows_enough_to_know_it_by_and_too_little_to_use_it(kind, text, masked):
    assert mask(Finding(kind, 2, 2 + len(text)), f"x {text} y") == masked


def test_a_long_example_is_cut_and_stands_on_one_line():
    text = f"sort_code: 204577\n{'x' * 200}\naccount: 43219876"
    masked = mask(Finding(Kind.BANK, 0, len(text)), text)
    assert len(masked) == LONGEST_EXAMPLE
    assert "\n" not in masked
