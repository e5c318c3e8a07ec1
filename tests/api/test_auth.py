import pytest
from werkzeug.exceptions import Unauthorized

from microtask.api import auth
from microtask.people import actions
from microtask.people.keys import digest


def test_a_token_is_read_from_the_header():
    assert auth.read_token("Bearer mt_abc") == auth.read_token("bearer  mt_abc ") == digest("mt_abc")


@pytest.mark.parametrize("header", [None, "", "mt_abc", "Basic mt_abc", "Bearermt_abc"])
def test_any_other_header_is_refused_with_the_way_to_do_it(header):
    with pytest.raises(Unauthorized) as refused:
        auth.read_token(header)
    assert "Authorization: Bearer TOKEN" in refused.value.description
    assert dict(refused.value.get_headers())["WWW-Authenticate"] == "Bearer realm=microtask"


@pytest.mark.parametrize(("demo", "comes_in"), [(True, True), (False, False)])
def test_a_simulated_person_comes_in_where_demo_mode_is_on(units, demo, comes_in):
    with units.begin() as unit:
        person = actions.add_person(unit, email="sim@tax.example", name="Simulated", department="tax", simulated=True)
        token = digest(actions.issue_token(unit, person.id, name="test"))
        if comes_in:
            assert auth.identify(unit, token, demo=demo).simulated
        else:
            with pytest.raises(Unauthorized):
                auth.identify(unit, token, demo=demo)
