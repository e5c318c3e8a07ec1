"""Names of people, where the words around them say that they are that: a title, a salutation, the label of a field."""

import re

from microtask.privacy.finding import Finding, Kind

_PART = r"(?:O’|O'|Mc|Mac)?[A-Z][a-zà-ÿ]+(?:[-’'][A-Z][a-zà-ÿ]+)?"  # noqa: RUF001 (typographic quotes are meant)
_INITIALS = r"(?:[A-Z]\.? ?){0,2}"
_TITLED = re.compile(
    r"[MDPSLR](?<!\w.)(?:rs?|s|iss|x|r|ame|rof(?:essor)?|ir|ord|ady|ev(?:erend)?)\.? "
    rf"{_INITIALS}(?P<name>{_PART}(?: {_PART}){{0,2}})(?!\w)"
)
# A name after these words is somebody's, if it begins as names do.
_INTRODUCED = re.compile(
    r"(?:[Mm]y name(?:['’]s| is)|[Ii] am|[Ii]['’]m|[Ss]igned(?: by)?|[Ss]incerely|[Ff]aithfully|[Rr]egards|[Dd]ear"  # noqa: RUF001
    r"|[Ss]poke (?:to|with)|[Tt]hanks|[Oo]n behalf of|[Aa]sk(?:ed)? for|[Cc]ontact|[Ii]s called|[Nn]ame)[\s,:_–-]{1,3}"  # noqa: RUF001
    rf"(?P<name>{_PART}(?: {_INITIALS}{_PART}){{0,2}})(?!\w)"
)
_HINTS = (
    *("my name", "i am ", "i'm ", "i’m ", "signed", "sincerely", "faithfully", "regards", "dear"),  # noqa: RUF001
    *("spoke ", "thanks", "on behalf", "ask", "contact", "is called", "name"),
)
# The label of a field whose value is a name, whatever it looks like.
_LABELLED = re.compile(
    r"(?:full|first|last|middle|given|family|sur|fore|maiden|patient|customer|applicant|claimant|client|tenant|employee"
    r"|next[ _]of[ _]kin|parent|child|owner|staff)[ _-]?(?:names?|s[ _]name): ?"
    r"(?P<name>[^\W\d_][^\d\n:;,]{1,40}?)(?= *(?:[\n,;.]|$))",
    re.IGNORECASE,
)
# What follows a title or a name where a place, an office or a thing is meant.
_NOT_SOMEBODY = frozenset(
    re.findall(
        r"\w+",
        "Avenue Bench Chamberlain Chancellor Chapel Chapels Close Council Court Day Drive Gallery Hall Hospital "
        "House Justice Lane Library Lieutenant Madam Manor Martens Mayor Men Mews Muscle Museum Or Park Pepper "
        "Place Privy Provost Road Saigon School Square Street Surgery Theatre Trust Universe Way Whippy Whom World",
    )
)
_GIVEN = frozenset(
    re.findall(
        r"\w+",
        "Aaron Abigail Adam Adrian Agnes Ahmed Aisha Alan Albert Alex Alexander Alexandra Alfie Ali Alice Alison "
        "Amanda Amelia Amy Andrea Andrew Angela Ann Anna Anne Anthony Arthur Ava Barbara Ben Benjamin Beth Bethan "
        "Brenda Brian Bronwen Bruce Callum Carol Caroline Carys Catherine Charles Charlie Charlotte Chloe Chris "
        "Christine Christopher Claire Colin Craig Daisy Daniel Darren David Dawn Deborah Debra Denise Derek Diane "
        "Donna Dorothy Duncan Dylan Edward Eilidh Eleanor Elizabeth Ella Ellie Emily Emma Eric Ethan Eva Evelyn "
        "Fatima Fiona Florence Frances Francis Frank Freya Gareth Gary Gavin Gemma George Georgia Gillian Gordon "
        "Grace Graham Grant Gwen Hannah Harpreet Harriet Harry Heather Helen Henry Holly Hugh Ian Imran Irene "
        "Isabella Isla Ivy Jack Jacob Jacqueline Jade James Jamie Jane Janet Janice Jason Jean Jennifer Jessica "
        "Jill Joan Joanne Joe John Jonathan Jordan Joseph Joshua Joyce Judith Julia Julian Julie Karen Kate "
        "Katherine Kathleen Katie Keith Kelly Kenneth Kevin Kieran Kim Kirsty Laura Lauren Lee Leon Leslie Lewis "
        "Liam Lily Linda Lisa Liz Logan Louise Lucy Luke Lynn Margaret Maria Marie Mark Martin Mary Matthew Megan "
        "Mia Michael Michelle Mike Mohammed Molly Muhammad Natalie Nathan Neil Niamh Nicholas Nicola Nigel Noah "
        "Nora Oliver Olivia Oscar Owen Pamela Patricia Patrick Paul Pauline Peter Philip Phoebe Poppy Priya Rachel "
        "Rajesh Ravi Rebecca Rhys Richard Robert Robin Roger Rosie Ross Roy Russell Ruth Ryan Sally Sam Samantha "
        "Samuel Sandra Sara Sarah Scott Sean Sharon Sheila Shirley Sian Simon Sophia Sophie Stephanie Stephen Steve "
        "Steven Stuart Susan Suzanne Sylvia Tara Teresa Thomas Tim Timothy Toby Tom Tony Tracey Trevor Valerie "
        "Veronica Victoria Vincent Wayne Wendy William Yasmin Yusuf Yvonne Zoe",
    )
)
_WORDS = re.compile(r"\w+")
_NEXT_WORD = re.compile(r"(?:['’]s)? ([A-Z][a-z]+)")  # noqa: RUF001


def find(text: str) -> list[Finding]:
    """Names in context. Names alone are not looked for: streets, firms and months have the same ones."""
    spans = [match.span() for match in _TITLED.finditer(text) if _is_somebody(text, match)]
    lowered = text.lower()
    if any(hint in lowered for hint in _HINTS):
        spans += [
            match.span("name")
            for match in _INTRODUCED.finditer(text)
            if _WORDS.findall(match["name"])[0] in _GIVEN and _is_somebody(text, match)
        ]
    if "name" in lowered:
        spans += [match.span("name") for match in _LABELLED.finditer(text) if _is_somebody(text, match)]
    found: list[Finding] = []
    for start, end in sorted(spans):
        if not found or start >= found[-1].end:
            found.append(Finding(Kind.NAME, start, end))
    return found


def _is_somebody(text: str, match: "re.Match[str]") -> bool:
    following = _NEXT_WORD.match(text, match.end())
    words = match["name"].split() + ([following[1]] if following else [])
    return _NOT_SOMEBODY.isdisjoint(words)
