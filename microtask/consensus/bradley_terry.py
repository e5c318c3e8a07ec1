"""Bradley-Terry with a small ridge: scores from comparisons of two things, with intervals that do not flatter.

R. A. Bradley and M. E. Terry, "Rank analysis of incomplete block designs: I. The method of paired comparisons",
Biometrika 39 (1952), 324 to 345. A thing i has a score s_i; i is preferred to j with probability
1 / (1 + exp(s_j - s_i)). "The same" counts as half a win for each: R. R. Davidson ("On extending the Bradley-Terry
model to accommodate ties", Journal of the American Statistical Association 65, 1970) gives a tie a probability of its
own, but there too a score rests on wins and half the ties, and on synthetic crowds the two order things alike.

- The ridge: each score is drawn from a normal with variance 1 / `RIDGE`. So a thing that always won has a finite
  score, and groups of things that were never compared with each other have one scale.
- The interval is the normal one of the posterior (Laplace's approximation), of a score
  against the mean of all things: where two groups are not connected, it says so by its width.
- Real comparisons of one pair are more alike, or less, than the model thinks, since things do not lie on a line. How
  far they depart, as a multiple of what the model expects, widens every interval: the dispersion of P. McCullagh and
  J. A. Nelder, "Generalized linear models", 2nd edition, 1989, chapter 4.5. They take it from Pearson's chi-squared,
  in which every pair counts the same; here the squares are summed over the pairs before they are divided by their
  expected sum, or one surprise in a foregone pair would outweigh all others. Nothing narrows an interval.

Not for few things that everybody compares with all others: there the share of wins says the same.
"""

import numpy as np
import scipy  # its parts load where they are first used

from microtask.consensus.comparisons import Comparisons, Ranking, pair_codes, shared_ranks
from microtask.consensus.votes import FloatArray, rounded

RIDGE = 0.1
Z_90 = 1.6448536269514722  # 90 % of a normal lies within as many standard errors
ROUNDS = 50
TOLERANCE = 1e-9  # of any score in a round
LONGEST_STEP = 2.0  # of any score in a round: Newton's steps may run away from a start far off
EXACT_THINGS = 1000
PROBES = 128
ACCURACY = 1e-20  # of the squared residual of a solution
MOST_PRODUCTS = 1000
GUESS_PAIRS = 10.0  # that depart from the model as far as it expects


def rank(comparisons: Comparisons) -> Ranking:
    """The scores that make the comparisons likeliest under the ridge, their intervals and shared ranks.

    Newton's method from equal scores. A round costs a few dozen passes over the distinct pairs. Up to 1,000 things
    the standard errors are exact; beyond they come from 128 fixed vectors of signs (C. Bekas, E. Kokiopoulou and
    Y. Saad, "An estimator for the diagonal of a matrix", Applied Numerical Mathematics 57, 2007), to a few percent.
    """
    score = np.zeros(comparisons.n_things)
    wins = comparisons.wins_of_left
    for _ in range(ROUNDS):
        chance = _chances(score, comparisons)
        slope = _differences(wins - chance, comparisons) - RIDGE * score
        step = _solve(_information(chance, comparisons), slope[:, None])[:, 0]
        furthest = np.abs(step).max(initial=0.0)
        score = score + step * min(1.0, LONGEST_STEP / max(furthest, TOLERANCE))
        if furthest < TOLERANCE:
            break
    score = rounded(score - score.sum() / max(len(score), 1))
    chance = _chances(score, comparisons)
    error = np.sqrt(_dispersion(wins, chance, comparisons) * _variances(_information(chance, comparisons)))
    low, high = rounded(score - Z_90 * error), rounded(score + Z_90 * error)
    return Ranking(
        score=score,
        error=rounded(error),
        low=low,
        high=high,
        rank=shared_ranks(score, low, high),
        comparisons=comparisons.comparisons,
    )


def _chances(score: FloatArray, comparisons: Comparisons) -> FloatArray:
    """The probability that the left thing is preferred, by comparison."""
    chances: FloatArray = 1 / (1 + np.exp(score[comparisons.right] - score[comparisons.left]))
    return chances


def _differences(by_comparison: FloatArray, comparisons: Comparisons) -> FloatArray:
    """The sum over each thing's comparisons: added where it is on the left, taken off where on the right."""
    n = comparisons.n_things
    to_left = np.bincount(comparisons.left, by_comparison, n).astype(np.float64)
    to_right = np.bincount(comparisons.right, by_comparison, n).astype(np.float64)
    return to_left - to_right


def _information(chance: FloatArray, comparisons: Comparisons) -> "scipy.sparse.csr_array":
    """Minus the second derivatives of the log posterior: a weighted graph's Laplacian, and the ridge."""
    weight = chance * (1 - chance)
    left, right, n = comparisons.left, comparisons.right, comparisons.n_things
    things = np.arange(n)
    own = np.bincount(left, weight, n) + np.bincount(right, weight, n) + RIDGE
    rows, columns = np.concatenate([left, right, things]), np.concatenate([right, left, things])
    matrix = scipy.sparse.coo_array((np.concatenate([-weight, -weight, own]), (rows, columns)), shape=(n, n))
    return matrix.tocsr()


def _dispersion(wins: FloatArray, chance: FloatArray, comparisons: Comparisons) -> float:
    """How many times the squared departures of the pairs are what the model expects of them in sum; 1 at least."""
    codes = pair_codes(comparisons.left, comparisons.right, comparisons.n_things)
    _, pairs = np.unique(codes, return_inverse=True)
    sign = np.where(comparisons.left < comparisons.right, 1.0, -1.0)
    departed = np.bincount(pairs, sign * (wins - chance)) ** 2
    expected = np.bincount(pairs, chance * (1 - chance))
    freedom = max(len(expected) - int((comparisons.comparisons > 0).sum()), 0)
    departures = len(expected) * float(departed.sum() / expected.sum()) if freedom else 0.0
    return max(1.0, (GUESS_PAIRS + departures) / (GUESS_PAIRS + freedom))


def _variances(information: "scipy.sparse.csr_array") -> FloatArray:
    """The variance of each score less the mean score: the diagonal of the inverse, both sides centred."""
    n = information.shape[0]
    if n <= EXACT_THINGS:
        inverse: FloatArray = np.linalg.inv(information.toarray())
        inverse -= inverse.sum(axis=1, keepdims=True) / max(n, 1)
        inverse -= inverse.sum(axis=0) / max(n, 1)
        exact: FloatArray = inverse.diagonal()
        return exact
    signs = np.random.default_rng(0).choice([-1.0, 1.0], size=(n, PROBES))
    solved = _solve(information, signs - signs.mean(axis=0))
    solved -= solved.mean(axis=0)
    # No estimate is below what the thing's own comparisons leave open.
    estimate: FloatArray = np.maximum((signs * solved).mean(axis=1), 1 / information.diagonal())
    return estimate


def _solve(matrix: "scipy.sparse.csr_array", right_hand: FloatArray) -> FloatArray:
    """The columns x of matrix @ x = `right_hand`, by conjugate gradients with the diagonal as preconditioner.

    The ridge bounds the condition number, so that some dozens of products with the matrix do.
    """
    scale = np.asarray(1 / matrix.diagonal())[:, None]
    solution = np.zeros_like(right_hand)
    residual = right_hand.copy()
    direction = scale * residual
    size = (residual * direction).sum(axis=0)
    enough = ACCURACY * size
    for _ in range(MOST_PRODUCTS):
        if (size <= enough).all():
            break
        product = matrix @ direction
        length = _ratio(size, (direction * product).sum(axis=0))
        solution += length * direction
        residual -= length * product
        scaled = scale * residual
        before, size = size, (residual * scaled).sum(axis=0)
        direction = scaled + _ratio(size, before) * direction
    return solution


def _ratio(over: FloatArray, under: FloatArray) -> FloatArray:
    """The quotients, 0 where both are."""
    return np.divide(over, under, out=np.zeros_like(over), where=under > 0)
