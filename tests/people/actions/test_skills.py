import pytest

from microtask.errors import Invalid, NotFound
from microtask.people import actions, queries


def test_an_expert_has_the_skills_they_were_given_last_wherever_they_are_asked_for(scene):
    expert = scene.person("tax", "expert")
    place = {"department_id": expert.department_id}
    given = scene.do(actions.set_skills, expert.person_id, ["letters", "law", "law"], **place)
    assert given == ["law", "letters"]
    with scene.units.begin() as unit:
        known = queries.get_identity(unit.session, expert.person_id)
        assert (known.skills, known.roles) == ({"law", "letters"}, {(expert.department_id, "expert")})
        assert queries.list_skills(unit.session) == ["law", "letters"]
    scene.do(actions.set_skills, expert.person_id, ["law"], **place)
    scene.do(actions.set_skills, expert.person_id, ["law"], **place)
    noted = scene.rows("SELECT detail FROM audit_entries WHERE action = 'skills.changed' ORDER BY id")
    assert [row.detail for row in noted] == [{"skills": ["law", "letters"]}, {"skills": ["law"]}]


def test_only_an_expert_has_skills_and_each_has_a_name(scene):
    owner, expert = scene.person("tax", "owner"), scene.person("tax", "expert")
    with pytest.raises(NotFound):
        scene.do(actions.set_skills, owner.person_id, ["law"], department_id=owner.department_id)
    with pytest.raises(Invalid) as wrong:
        scene.do(actions.set_skills, expert.person_id, ["Law of letters"], department_id=expert.department_id)
    assert "skills" in wrong.value.fields


def test_skills_are_given_with_the_role(scene):
    person = {"email": "ada@tax.example", "name": "Ada Reed", "department": "tax"}
    with pytest.raises(Invalid, match="Only an expert has skills"):
        scene.do(actions.add_person, **person, skills=["law"])
    scene.do(actions.add_person, **person, roles=["expert"], skills=["law"])
    made = scene.do(actions.add_person, **person, roles=["expert"], skills=["letters"])
    with scene.units.begin() as unit:
        assert queries.get_identity(unit.session, made.id).skills == {"law", "letters"}


def test_who_has_left_lends_no_skill(scene):
    scene.do(actions.add_person, email="a@tax.example", name="A", department="tax", roles=["expert"], skills=["law"])
    scene.rows("UPDATE people SET left_at = now() RETURNING id")
    with scene.units.begin() as unit:
        assert queries.list_skills(unit.session) == []
