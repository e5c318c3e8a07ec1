from config.environment import environment_with


def test_what_is_added_comes_before_what_is_inherited(monkeypatch):
    monkeypatch.setenv("MICROTASK_SERVICE_NAME", "inherited")
    assert environment_with({})["MICROTASK_SERVICE_NAME"] == "inherited"
    assert environment_with({"MICROTASK_SERVICE_NAME": "added"})["MICROTASK_SERVICE_NAME"] == "added"
