"""The file of identity providers: what is wrong is one sentence that names the place and the mend, and no secret."""

import pytest

from config.providers import ProvidersError, is_safe, load_providers
from config.settings import SettingsError, load_settings

SECRET = "of the tests, 0123456789 abcdefghij"
NEEDED = {"DATABASE_URL": "postgresql://u@h/d", "REDIS_URL": "redis://h:6379/0", "SECRET_KEY": SECRET}
MAIL = {"MICROTASK_MAIL": "file:/tmp/mail.txt"}
TAX = '[tax]\nname = "Tax Office"\nissuer = "https://login.tax.example"\nclient_id = "a"\nclient_secret = "hush"\n'
GOOD = TAX + 'department = "tax"\n'


@pytest.fixture
def written(tmp_path):
    def write(content: str):
        path = tmp_path / "providers.toml"
        path.write_text(content, encoding="utf-8")
        return path

    return write


def test_several_providers_are_read_in_their_order(written):
    other = '[other]\nname = "Other"\nissuer = "https://other.example"\nclient_id = "b"\ntrust_email = true\n'
    tax, shared = load_providers(written(GOOD + other + 'domains = { "Dues.example" = "dues" }\n'))
    assert (tax.key, tax.department, tax.client_secret, tax.trust_email) == ("tax", "tax", "hush", False)
    assert (shared.client_secret, shared.domains, shared.trust_email) == ("", {"dues.example": "dues"}, True)
    assert "hush" not in repr(tax)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("[tax", "is not TOML"),
        ("tax = 1", "name each table"),
        (GOOD.replace("[tax]", "[Tax Office]"), "is not TOML"),
        (GOOD.replace("[tax]", "[Tax]"), "name each table"),
        (GOOD.replace("issuer", "isuer"), "there is no setting 'isuer'"),
        (GOOD.replace('"a"', "7"), "client_id is not a text"),
        (GOOD.replace('client_id = "a"\n', ""), "client_id is missing"),
        (GOOD.replace("https:", "http:"), "begins with https://"),
        (TAX, "either department or domains"),
        (GOOD + 'domains = { "tax.example" = "tax" }\n', "either department or domains"),
        (TAX + 'department = "The Tax"\n', "Give the slug"),
        (TAX + 'domains = ["tax.example"]\n', "write domains as"),
        (TAX + 'domains = { "tax" = "tax" }\n', "'tax' cannot be read"),
        (GOOD + 'trust_email = "yes"\n', "neither true nor false"),
        (GOOD + GOOD.replace("[tax]", "[again]"), "two providers have the issuer"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(written, content, sentence):
    with pytest.raises(ProvidersError, match=sentence) as failure:
        load_providers(written(content))
    assert "providers.toml" in str(failure.value)
    assert "hush" not in str(failure.value)


def test_a_file_that_is_not_there_is_said_by_the_settings(tmp_path):
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(NEEDED | {"MICROTASK_PROVIDERS": str(tmp_path / "none.toml")})


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://login.example", True),
        ("http://127.0.0.1:5000", True),
        ("http://login.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("file:///etc/passwd", False),
        ("https://", False),
        ("http://[", False),
    ],
)
def test_a_provider_is_asked_over_tls_or_on_this_machine(url, safe):
    assert is_safe(url) is safe


def test_passwords_are_offered_where_there_is_no_other_way_or_somebody_said_so(written):
    other = {"MICROTASK_PROVIDERS": str(written(GOOD))}
    told = {"MICROTASK_PASSWORDS": "1"}
    ways = [{}, other, MAIL | {"MICROTASK_DOMAINS": "tax.example=tax"}, other | told, other | {"MICROTASK_DEMO": "1"}]
    assert [load_settings(NEEDED | way).passwords for way in ways] == [True, False, False, True, True]
    assert not load_settings(NEEDED | {"MICROTASK_PASSWORDS": "0"}).passwords


def test_domains_are_read_and_need_a_mail_server():
    wanted = {"MICROTASK_DOMAINS": "tax.example=tax, Dues.example=dues"}
    assert load_settings(NEEDED | MAIL | wanted).domains == {"tax.example": "tax", "dues.example": "dues"}
    with pytest.raises(SettingsError, match="MICROTASK_DOMAINS needs a mail server"):
        load_settings(NEEDED | wanted)
    with pytest.raises(SettingsError, match="MICROTASK_DOMAINS: 'tax' cannot be read"):
        load_settings(NEEDED | MAIL | {"MICROTASK_DOMAINS": "tax"})
