"""No page asks anything of anybody else: no script, style, font, picture or frame from another place."""

import re
from html import unescape
from pathlib import Path

import pytest

from tests.house.sources import ROOT
from tests.web.examples import EXAMPLES, make_app

# What a browser fetches by itself. A link that a person follows is another matter.
FETCHED = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed|track|input)\b[^>]*?\ssrc\s*=\s*["']([^"']*)"""
    r"""|<link\b[^>]*?\shref\s*=\s*["']([^"']*)"""
    r"""|<object\b[^>]*?\sdata\s*=\s*["']([^"']*)"""
    r"""|<(?:form|button)\b[^>]*?\s(?:form)?action\s*=\s*["']([^"']*)"""
    r"""|\ssrcset\s*=\s*["']([^"']*)|url\(\s*["']?([^"')]*)|@import\s+["']([^"']*)""",
    re.IGNORECASE,
)
STATIC = ROOT / "microtask/web/static"


def _fetched(text: str) -> list[str]:
    return [unescape(next(part for part in found if part)) for found in FETCHED.findall(text) if any(found)]


def _is_ours(url: str) -> bool:
    return (url.startswith("/") and not url.startswith("//")) or url.startswith(("data:", "#", "?"))


def test_no_page_fetches_anything_from_elsewhere():
    client = make_app().test_client()
    fetched = {name: _fetched(client.get(f"/{number}").text) for number, name in enumerate(EXAMPLES)}
    assert all(fetched.values()), "every page has a style sheet"
    assert {name: strange for name, urls in fetched.items() if (strange := [u for u in urls if not _is_ours(u)])} == {}


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC.iterdir()))
def test_no_style_sheet_or_script_fetches_anything_from_elsewhere(name):
    text = Path(STATIC, name).read_text()
    assert [url for url in _fetched(text) if not _is_ours(url)] == []
    assert [url for url in re.findall(r"\bfetch\(([^,)]*)", text) if not url.startswith(('"/', "form.action"))] == []
    assert not re.search(r"\b(?:XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts)\b\s*\(", text)
    assert not re.search(r"\b(?:localStorage|sessionStorage|indexedDB|serviceWorker)\b", text)


def test_every_page_is_sent_with_a_policy_that_would_stop_it(app):
    for path in ("/", "/sign-in", "/help", "/api/docs", "/nothing-here"):
        policy = app.test_client().get(path).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert not re.search(r"https?:|\*|unsafe", policy), policy
