from tests.scene import Scene


def test_the_next_task_is_the_first_of_the_tray_until_it_is_answered(scene: Scene):
    scene.challenge(items=3)
    person = scene.person()
    sitting = scene.sit(person)
    first = scene.next(sitting, person)
    assert scene.next(sitting, person).id == first.id
    scene.say(first.id, "yes", person)
    assert scene.next(sitting, person).id != first.id


def test_an_empty_tray_is_dealt_anew_until_nothing_is_left(scene: Scene):
    scene.challenge(items=7)
    person = scene.person()
    sitting = scene.sit(person, minutes=1)
    assert len(scene.tray(sitting)) == 3
    answered = []
    while task := scene.next(sitting, person):
        scene.say(task.id, "yes", person)
        answered.append(task.key)
    assert len(answered) == len(set(answered)) == 7


def test_a_sitting_that_has_ended_has_no_next_task(scene: Scene):
    scene.challenge(items=3)
    person = scene.person()
    sitting = scene.sit(person)
    scene.stop(sitting, person)
    assert scene.next(sitting, person) is None


def test_nobody_is_dealt_into_the_sitting_of_somebody_else(scene: Scene):
    scene.challenge(items=3)
    sitting = scene.sit(scene.person())
    scene.rows("UPDATE assignments SET state = 'returned', slot = NULL RETURNING id")
    assert scene.next(sitting, scene.person()) is None
