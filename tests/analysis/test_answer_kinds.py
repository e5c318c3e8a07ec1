from microtask.analysis import judging
from microtask.analysis.answer_kinds import KINDS
from microtask.kinds import registry


def test_files_may_have_every_kind_of_the_service_and_texts():
    assert set(KINDS) == {*registry.KINDS, "text"}


def test_every_kind_is_decided_by_auto_and_by_a_method_with_a_name():
    for kind in KINDS:
        auto, *others = judging.methods_for(kind)
        assert auto == "auto"
        assert others
        assert set(others) <= set(judging.METHODS)
