"""The caller, as the service knows them."""

from typing import Any

from microtask.api.endpoint import Call, Endpoints
from microtask.people import queries
from microtask.people.schemas import Me

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
