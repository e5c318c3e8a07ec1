"""The read-out of the configuration: what it shows, and what it never does."""

from dataclasses import fields

from config.settings import Settings
from tests.web.visitor import text

SECRET = ("secret_key", "database_url", "redis_url", "mail_url")
OF_NO_USE_THERE = ("database_connections", "password_kilobytes", "metrics_dir")
SHOWN = (
    "service_name", "contact", "demo", "ask_reason", "sensitive", "proxies", "upload_megabytes",
    "spreadsheet_megabytes", "log_level", "keep_days", "calls_a_second", "forms_a_second", "strangers_a_second",
    "sign_ins_an_account", "sign_ins_an_address", "providers", "domains", "passwords", "public_url", "mail_from",
    "webhook_networks",
)  # fmt: skip


def test_an_administrator_of_the_service_reads_how_it_is_set_up_and_no_secret(visit, scene, settings):
    page = visit(scene.person("service", "service-admin")).get("/configuration")
    assert "Highest marking OFFICIAL" in text(page)
    assert "Calls a second, an account" in text(page)
    for name in SECRET:
        if value := getattr(settings, name):
            assert value not in page.text
    assert visit(scene.person("tax", "admin")).get("/configuration").status_code == 403


def test_of_every_setting_somebody_has_said_whether_it_is_shown():
    assert {each.name for each in fields(Settings)} == {*SECRET, *OF_NO_USE_THERE, *SHOWN}
