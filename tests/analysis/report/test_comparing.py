from microtask.consensus.comparisons import LEFT, RIGHT, SAME
from tests.analysis.report.studies import page_of


def test_the_page_has_the_ranking_the_agreement_and_the_pairs_that_divide_people():
    page = page_of((0, 1, LEFT), (1, 0, RIGHT), (0, 1, RIGHT), (0, 1, LEFT), (1, 2, SAME), (1, 2, SAME))
    assert "3 things fall into" in page
    assert "In 50% of the pairs that were compared twice or more, at least 4 in 5 people made the same choice" in page
    assert "People differ on 1 of 2 pairs" in page
    assert page.index("tea</th>") < page.index("rum</th>"), "the table is in the order of the scores"


def test_where_nothing_tells_things_apart_there_is_one_band():
    assert "2 things fall into 1 band. " in page_of((0, 1, SAME), things=("tea", "rum"))


def test_a_pair_that_was_shown_the_other_way_round_is_the_same_pair():
    assert "Nowhere: all who compared the same pair agree." in page_of((0, 1, LEFT), (1, 0, RIGHT))


def test_pairs_that_nobody_compared_twice_say_nothing_of_agreement():
    assert "No pair was compared twice" in page_of((0, 1, LEFT), (1, 2, LEFT))


def test_of_many_things_the_highest_are_shown():
    things = tuple(f"thing {place:03}" for place in range(80))
    page = page_of(*((place, place + 1, LEFT) for place in range(79)), things=things)
    assert "The chart has the 20 highest, and the table the 50 highest." in page
    assert page.count("<circle") == 20


def test_what_was_left_out_is_counted():
    page = page_of((0, 1, LEFT), left_out=3, not_sure=2)
    assert "of which the first counts: 3." in page
    assert "which count for none: 2." in page


def test_in_the_chart_two_names_that_begin_alike_are_told_apart_by_their_ends():
    things = ("letters/2024/reminder-one", "letters/2024/reminder-two", "rum")
    page = page_of((0, 1, LEFT), (0, 1, RIGHT), (1, 2, LEFT), (1, 2, RIGHT), things=things)
    assert ">…eminder-one or …eminder-two<" in page
    assert ">letters/202… or rum<" in page
