from microtask.feedback import actions, queries


def test_messages_come_newest_first_and_the_list_goes_on(scene):
    numbers = [scene.do(actions.tell, text=text, page="", reply_to="") for text in ("one", "two", "three")]
    with scene.units.begin() as unit:
        assert [each.text for each in queries.list_messages(unit.session, limit=2)] == ["three", "two"]
        assert [each.text for each in queries.list_messages(unit.session, before=numbers[1], limit=2)] == ["one"]


def test_only_what_is_new_is_counted(scene):
    scene.do(actions.tell, text="one", page="", reply_to="")
    with scene.units.begin() as unit:
        assert queries.count_since(unit.session, unit.now) == 0
