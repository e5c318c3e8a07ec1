"""Presidio is used where it is installed, and nothing is missed where it is not."""

import pytest

from microtask.privacy import presidio
from microtask.privacy.finding import Kind
from microtask.privacy.recognise import recognise_row

TEXT = {"key": "1", "text": "Licence MORGA657054SM9IJ, car LV09 XYZ, order A123 BCD, NI number AB123456C."}


def test_it_finds_what_our_own_recognisers_do_not_know():
    if not presidio.is_installed():
        pytest.skip("Presidio is not installed: pip install '.[pii]'")
    assert recognise_row(TEXT) == {
        Kind.DRIVING_LICENCE: "MO***********9IJ",
        Kind.VEHICLE: "LV** ***",
        Kind.NATIONAL_INSURANCE: "AB******C",
    }


def test_without_it_our_own_recognisers_go_on():
    if presidio.is_installed():
        pytest.skip("Presidio is installed here")
    assert set(recognise_row(TEXT)) == {Kind.NATIONAL_INSURANCE}
