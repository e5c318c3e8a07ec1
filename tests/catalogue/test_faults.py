from marshmallow import fields

from microtask.catalogue.faults import REQUIRED, CatalogueError, Fault, Table, load


class Basket(Table):
    weight = fields.Integer(**REQUIRED)
    prices = fields.Dict(values=fields.Integer())


class House(Table):
    basket = fields.Nested(Basket)


def test_a_fault_reads_as_one_line():
    assert str(Fault("a/b.toml", "c.d", "Write it.")) == "a/b.toml: c.d: Write it."
    assert str(Fault("a/b.toml", "", "Write it.")) == "a/b.toml: Write it."


def test_faults_that_lie_deep_are_told_by_dotted_key_under_the_key_they_were_found_at():
    loaded, faults = load(House(), {"basket": {"prices": {"fig": "dear"}}}, "f", "here")
    assert loaded == {}
    assert {fault.key for fault in faults} == {"here.basket.weight", "here.basket.prices.fig"}


def test_an_error_holds_all_faults_a_line_each():
    error = CatalogueError([Fault("a", "", "One."), Fault("b", "", "Two.")])
    assert error.message.splitlines()[1:] == ["a: One.", "b: Two."]
