import pytest

from microtask.privacy.numbers import digits_of, is_reference, passes_iban, passes_luhn, passes_nhs


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        (passes_luhn, "4539148803436467", "4539148803436476"),
        (passes_luhn, "378282246310005", "378282246310006"),
        (passes_nhs, "9434765919", "9434765918"),
        (passes_nhs, "4010232137", "4010232173"),
        (passes_iban, "GB82WEST12345698765432", "GB82WEST12345698765423"),
    ],
)
def test_a_check_digit_tells_a_number_from_one_with_a_slip(check, right, wrong):
    assert check(right)
    assert not check(wrong)


@pytest.mark.parametrize(
    "before", ["Order ", "order no. ", "Invoice number: ", "ref ", "case_id: ", "#", "ticket is ", "Booking reference "]
)
def test_words_before_a_number_say_that_it_is_a_reference(before):
    assert is_reference(f"{before}12345", len(before))


@pytest.mark.parametrize("before", ["", "my border ", "ring ", "order it by ringing ", "paid "])
def test_other_words_do_not(before):
    assert not is_reference(f"{before}12345", len(before))


def test_digits_are_what_is_left_of_a_number():
    assert digits_of("+44 (0)20-7123") == "440207123"
