"""A corpus on which the recognisers are measured: rows as departments send them, of which it is known what they hold.

It is generated, from a seed, by rules of its own and not by those of the recognisers. Private data comes in the forms
in which people write it, also in some that no recogniser knows; and beside it stand the hard cases: order numbers, case
references, version numbers, dates that are no births, streets named after lords, and numbers that are kept for tests.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from microtask.privacy.finding import Kind
from microtask.privacy.recognise import recognise_row

PROSE = (
    "They rang about the letter that came last week and could not make out what to do next.",
    "The form was sent back because one page was missing, and nobody said which one.",
    "We asked for a decision before the end of the month and have heard nothing since then.",
    "The website says one thing and the leaflet another, so the family did not apply at all.",
    "Please tell us what happens now, and whether the payment will be made as usual in May.",
    "The office was closed on both days although the notice on the door said it was open.",
)
GIVEN = ("Sarah", "David", "Priya", "Mohammed", "Eleanor", "Callum", "Niamh", "Gareth", "Yusuf", "Margaret")
FAMILY = ("Okafor", "Smith", "Patel", "O’Brien", "Lloyd-Jones", "MacDonald", "Nowak", "Begum", "Taylor", "Hughes")  # noqa: RUF001
STREETS = ("Mill Lane", "Station Road", "Lord Street", "Lady Lane", "Church Way", "St James Road")


@dataclass(frozen=True)
class Case:
    """A row, and the kinds of private data that it holds."""

    cells: dict[str, str]
    kinds: frozenset[Kind]


@dataclass(frozen=True)
class Measured:
    """Of one kind: how many rows hold it, and how well it was found in them."""

    rows: int
    precision: float
    recall: float


Maker = Callable[[Random], str]


def make_corpus(rows: int, *, seed: int = 0) -> Iterator[Case]:
    """So many rows: a third each with private data, with a hard case, and with neither; about 300 characters each."""
    chance = Random(seed)
    for number in range(rows):
        said, kinds = [], []
        if number % 3 == 0:
            kind = chance.choice(list(PRIVATE))
            kinds.append(kind)
            said.append(chance.choice(PRIVATE[kind])(chance))
        elif number % 3 == 1:
            said.append(chance.choice(HARD)(chance))
        texts = [*chance.sample(PROSE, 3), *said]
        chance.shuffle(texts)
        cells = {"key": f"L{number:06}", "text": " ".join(texts), "team": "Benefits", "received": _date(chance, "-")}
        yield Case(cells, frozenset(kinds))


def measure(corpus: list[Case]) -> dict[Kind, Measured]:
    """Precision and recall of each kind that the corpus holds, a row counting once."""
    found = [(case.kinds, set(recognise_row(case.cells))) for case in corpus]
    held = frozenset().union(*(case.kinds for case in corpus))
    return {kind: _measure(kind, found) for kind in Kind if kind in held}


def _measure(kind: Kind, found: list[tuple[frozenset[Kind], set[Kind]]]) -> Measured:
    held = [kind in kinds for kinds, _ in found]
    said = [kind in told for _, told in found]
    right = sum(a and b for a, b in zip(held, said, strict=True))
    return Measured(sum(held), right / max(1, sum(said)), right / max(1, sum(held)))


def _digits(chance: Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def _date(chance: Random, by: str) -> str:
    year, month, day = chance.randint(1990, 2026), chance.randint(1, 12), chance.randint(1, 28)
    return f"{year}-{month:02}-{day:02}" if by == "-" else f"{day:02}{by}{month:02}{by}{year}"


def _insurance(chance: Random) -> str:
    prefix = chance.choice(("AB", "CE", "JG", "NX", "PW", "SR", "YZ", "HA", "LM", "WK"))
    return prefix + _digits(chance, 5) + chance.choice("123456789") + chance.choice("ABCD")


def _spaced(number: str, *lengths: int, by: str = " ") -> str:
    parts, at = [], 0
    for length in lengths:
        parts.append(number[at : at + length])
        at += length
    return by.join(parts)


def _nhs(chance: Random) -> str:
    while True:
        nine = chance.choice("467") + _digits(chance, 8)
        check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11
        if check != 10:
            return nine + str(check % 11)


def _luhn(front: str) -> str:
    for last in "0123456789":
        total = 0
        for place, digit in enumerate(reversed(front + last)):
            value = int(digit) * (1 + place % 2)
            total += value // 10 + value % 10
        if total % 10 == 0:
            return front + last
    raise AssertionError


def _card(chance: Random) -> str:
    front = chance.choice(("4539", "4716", "5212", "5487", "2456"))
    return _luhn(front + _digits(chance, 11))


def _iban(chance: Random) -> str:
    account = chance.choice(("NWBK", "BARC", "MIDL", "LOYD")) + _digits(chance, 14)
    number = "".join(str(int(character, 36)) for character in account + "GB00")
    return f"GB{98 - int(number) % 97:02}{account}"


def _mobile(chance: Random) -> str:
    return "07" + chance.choice(("911", "412", "385", "534", "812")) + _digits(chance, 6)


def _landline(chance: Random) -> str:
    return chance.choice(("01865", "01904", "01223", "01392")) + chance.choice("23456789") + _digits(chance, 5)


def _postcode(chance: Random) -> str:
    area = chance.choice(("LS", "M", "SW1", "EH", "CF", "B", "NE", "YO", "BT", "SA"))
    outward = f"{area}A" if area == "SW1" else f"{area}{chance.randint(1, 19)}"
    return f"{outward} {chance.randint(1, 9)}{chance.choice('ABDEFGH')}{chance.choice('JLNPQRSTUW')}"


def _person(chance: Random) -> str:
    return f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}"


def _email(chance: Random) -> str:
    given, family = chance.choice(GIVEN).lower(), chance.choice(("okafor", "smith", "patel", "nowak", "taylor"))
    form = chance.choice(("{0}.{1}@{2}", "{0}{1}87@{2}", "{0}_{1}+home@{2}"))
    return form.format(given, family, chance.choice(("webpost.co.uk", "mail.example.org", "council.gov.uk")))


def _birth(chance: Random) -> str:
    day, month, year = chance.randint(1, 28), chance.choice(("March", "June", "Sept", "October")), 1990
    return chance.choice((_date(chance, "/"), _date(chance, "."), _date(chance, "-"), f"{day} {month} {year}"))


PRIVATE: dict[Kind, tuple[Maker, ...]] = {
    Kind.NATIONAL_INSURANCE: (
        lambda c: f"My National Insurance number is {_insurance(c)}.",
        lambda c: f"NI no. {_spaced(_insurance(c), 2, 2, 2, 2, 1)}, as before.",
        lambda c: f"({_insurance(c).lower()})",
        lambda c: f"Ref: {_spaced(_insurance(c), 2, 6, 1)}.",
    ),
    Kind.NHS: (
        lambda c: f"NHS number {_nhs(c)}.",
        lambda c: f"Her number is {_spaced(_nhs(c), 3, 3, 4)}, from the card.",
        lambda c: f"NHS No: {_spaced(_nhs(c), 3, 3, 4, by='-')}.",
        lambda c: f"The patient ({_nhs(c)}) was seen twice.",
    ),
    Kind.PHONE: (
        lambda c: f"Ring me on {_mobile(c)}.",
        lambda c: f"Tel. {_spaced(_mobile(c), 5, 6)} after six.",
        lambda c: f"Mobile: +44 {_spaced(_mobile(c)[1:], 4, 6)}.",
        lambda c: f"My number is {_spaced(_landline(c), 5, 6)}.",
        lambda c: f"Home: (01865) {_landline(c)[5:]}, work unknown.",
        lambda c: f"Call 0117 {c.choice('23')}{_digits(c, 2)} {_digits(c, 4)} and ask.",
        lambda c: f"Text {_spaced(_mobile(c), 3, 2, 3, 3)} please.",
    ),
    Kind.EMAIL: (
        lambda c: f"Write to {_email(c)}.",
        lambda c: f"E-mail: {_email(c)}, not the old one.",
        lambda c: f"<{_email(c)}>",
    ),
    Kind.POSTCODE: (
        lambda c: f"We live at {c.randint(1, 99)} {c.choice(STREETS)}, {_postcode(c)}.",
        lambda c: f"Postcode: {_postcode(c).replace(' ', '')}.",
        lambda c: f"The house is in {_postcode(c).lower()} near the mill.",
    ),
    Kind.CARD: (
        lambda c: f"I paid with {_spaced(_card(c), 4, 4, 4, 4)}.",
        lambda c: f"Card number {_card(c)}, it was refused.",
        lambda c: f"Amex {_spaced(_luhn('3714' + _digits(c, 10)), 4, 6, 5)} was charged.",
        lambda c: f"Card: {_spaced(_card(c), 4, 4, 4, 4, by='-')}.",
    ),
    Kind.BANK: (
        lambda c: f"Sort code {_spaced('20' + _digits(c, 4), 2, 2, 2, by='-')}, account number 4{_digits(c, 7)}.",
        lambda c: f"Pay to {_spaced('40' + _digits(c, 4), 2, 2, 2)} account 6{_digits(c, 7)} as before.",
        lambda c: f"My IBAN is {_iban(c)}.",
        lambda c: f"IBAN: {_spaced(_iban(c), 4, 4, 4, 4, 4, 2)}.",
        lambda c: f"My account is 5{_digits(c, 7)}, with sort code 60-{_digits(c, 2)}-{_digits(c, 2)}.",
    ),
    Kind.BIRTH: (
        lambda c: f"Date of birth: {_birth(c)}.",
        lambda c: f"My son was born on {_birth(c)}.",
        lambda c: f"DOB {_birth(c)}, see the form.",
        lambda c: f"D.o.b. {_date(c, '/')}.",
        lambda c: f"She is {c.randint(30, 90)}: {_date(c, '/')} is her birthday.",
    ),
    Kind.NAME: (
        lambda c: f"I spoke to Mrs {c.choice(FAMILY)} about it.",
        lambda c: f"My name is {_person(c)}.",
        lambda c: f"Yours sincerely, {_person(c)}.",
        lambda c: f"Dr. {c.choice('ABCDE')}. {c.choice(FAMILY)} signed the form.",
        lambda c: f"Please ask for {_person(c)} at the desk.",
        lambda c: f"Patient name: {_person(c)}.",
    ),
}  # fmt: skip

HARD: tuple[Maker, ...] = (
    lambda c: f"Order number {_mobile(c)} has not come.",
    lambda c: f"Order {_card(c)} was sent twice.",
    lambda c: f"Your reference HO/{_insurance(c)}/26.",
    lambda c: f"Case {_spaced(_nhs(c), 3, 3, 4)} is still open.",
    lambda c: f"It is in box {_spaced(c.choice('3467') + _digits(c, 9), 3, 3, 4)} of the archive.",
    lambda c: f"The {c.choice(('Mr Whippy', 'Mr Muscle'))} van stood on {c.choice(STREETS)}.",
    lambda c: f"Ticket no. {_nhs(c)} was closed.",
    lambda c: f"Invoice {_digits(c, 8)} of {_date(c, '/')} was paid on {_date(c, '.')}.",
    lambda c: f"See REF-{_postcode(c).replace(' ', '')}-{_digits(c, 2)}.",
    lambda c: f"Case ref. {_postcode(c).replace(' ', '')}/2026.",
    lambda c: f"Version 10.{c.randint(1, 30)}.{_digits(c, 4)}.{_digits(c, 3)} of the form.",
    lambda c: f"The library on {c.choice(STREETS)} opened on {_date(c, '/')}.",
    lambda c: f"It was born of need, and by {_date(c, '-')} it had grown.",
    lambda _: "The example on the form, QQ123456C, is not mine.",
    lambda c: f"We tried the test card {c.choice(('4111 1111 1111 1111', '4242424242424242', '378282246310005'))}.",
    lambda c: f"In the play they ring {c.choice(('07700 900', '01632 960', '020 7946 0'))}{_digits(c, 3)}.",
    lambda c: f"Test patient 999 {_digits(c, 3)} {_digits(c, 4)} can be used.",
    lambda _: "The example IBAN is GB82 WEST 1234 5698 7654 32.",
    lambda c: f"Ring the helpline on 0300 123 {_digits(c, 4)} or 0800 {_digits(c, 3)} {_digits(c, 3)}.",
    lambda _: "Write to enquiries@council.gov.uk or press@council.gov.uk.",
    lambda c: f"Take the M{c.randint(1, 9)} 2nd exit, then the A{c.randint(10, 99)} 3rd turn.",
    lambda c: f"Serial 4{_digits(c, 15)} and batch {_digits(c, 6)}.",
    lambda c: f"Population 1{_digits(c, 5)} in 2011, {_digits(c, 6)} in 2021; budget £{_digits(c, 7)}.",
    lambda _: "The Lord Mayor and the Dr Johnson House were mentioned. Dear Sir or Madam, that is all.",
    lambda c: f"Coordinates 53.{_digits(c, 6)}, -1.{_digits(c, 6)}; UPRN 1000{_digits(c, 8)}.",
    lambda c: f"ISBN 978-0-{_digits(c, 2)}-{_digits(c, 6)}-{_digits(c, 1)} is out of print.",
    lambda c: f"Between {_date(c, '-')}T10:15:0{c.randint(0, 9)} and 01-02-2026 nothing happened.",
    lambda c: f"Rows 0 {c.randint(10, 99)} {c.randint(10, 99)} {c.randint(10, 99)} {c.randint(100, 999)} 120 34.",
)
