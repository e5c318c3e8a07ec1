"""The caller, as the service knows them: who they are, what is held about them, and taking it back."""

from typing import Any

from microtask.api.endpoint import Call, Endpoints
from microtask.people import queries
from microtask.people.schemas import Me
from microtask.results import actions
from microtask.results.queries.my_data import read_my_data
from microtask.results.schemas import MyData, Withdrawal, Withdrawn

me = Endpoints("me", "Who you are.")


@me.get("/me", answer=Me)
def show(call: Call) -> dict[str, Any]:
    """Who the token is, their department and roles."""
    department = queries.get_department(call.unit.session, call.person.department_id)
    return {
        "id": call.person.person_id,
        "email": call.person.email,
        "name": call.person.name,
        "department": department,
        "roles": call.person.role_names,
    }


@me.get("/me/data", answer=MyData)
def data(call: Call) -> dict[str, Any]:
    """Everything that the service holds about the caller: account, sign-ins, sittings, answers, ideas.

    Nobody else can ask for it. Keys and passwords are not in it: only their digests are kept.
    """
    return read_my_data(call.unit.session, by=call.person)


@me.post("/me/withdraw", body=Withdrawal, answer=Withdrawn)
def withdraw(call: Call) -> dict[str, int]:
    """Take the caller's answers back, of one challenge or of all, and their ideas that wait.

    What they said is blanked. Open tasks are asked of somebody else, settled ones decided again from what is left;
    releases stay as they are. This cannot be undone; made again it changes nothing.
    """
    return {"answers": actions.withdraw(call.unit, challenge_id=call.body["challenge"], by=call.person)}
