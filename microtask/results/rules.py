"""What a result may be, how it was reached, and when a stage is worth fitting afresh."""

STATES = ("open", "settled", "undecided", "adjudicated", "withdrawn")
ROUTES = ("crowd", "expert", "gold")
RELEASE_STATES = ("making", "ready", "failed")

REFIT_GROWTH = 1.25
QUIET_SECONDS = 4


def is_worth_a_full_pass(answers: int, fitted_answers: int) -> bool:
    """Whether enough answers have come in since the last full pass: a quarter more, so that refits stay cheap.

    The work of all full passes together is then a fixed multiple of the last one.
    """
    return answers >= REFIT_GROWTH * fitted_answers or fitted_answers == 0
