from microtask.feedback.rules import may_read_feedback
from microtask.people.rules import Identity


def test_feedback_is_read_by_those_who_run_the_service():
    for role, may in (("service-admin", True), ("admin", False), ("owner", False)):
        person = Identity(1, "Ada", "ada@tax.example", 2, "tax", roles=frozenset({(2, role)}))
        assert may_read_feedback(person) is may
