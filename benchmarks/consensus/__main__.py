"""`python -m benchmarks.consensus PART… [--methods a,b] [--seed n]`: the engine's figures, and what they rest on."""

import argparse
import time
from collections.abc import Callable, Mapping, Sequence

from benchmarks import table
from benchmarks.consensus import accuracy, judged, kinds, left_out, sets, speed, thrift
from benchmarks.consensus.accuracy import Fit
from benchmarks.consensus.part import NO_DATA, Part

NEEDS_DATA = ("sets", "left-out", "spam", "kinds", "replay")
PARTS = ("sets", "left-out", "crowds", "spam", "kinds", "replay", "cares", "speed")


def measure(name: str, fits: Mapping[str, Fit], *, seed: int = 0) -> Part:
    """What one of `PARTS` finds; a line that says so where the data it needs is absent."""
    if name in NEEDS_DATA and not sets.are_there():
        return NO_DATA
    find: Mapping[str, Callable[[], Part]] = {
        "sets": lambda: judged.measure_sets(fits),
        "left-out": left_out.measure,
        "crowds": lambda: judged.measure_crowds(fits, seed=seed),
        "spam": lambda: judged.measure_spam(fits),
        "kinds": kinds.measure,
        "replay": thrift.measure_replay,
        "cares": thrift.measure_cares,
        "speed": speed.measure,
    }
    return find[name]()


def measure_all(say: Callable[[str], None], *, parts: Sequence[str] = PARTS, fits: Mapping[str, Fit] | None = None,
                seed: int = 0) -> Part:  # fmt: skip
    """What several parts find, one after the other; `say` is told before each."""
    found = Part()
    for name in parts:
        say(f"consensus: {name}")
        found.add(measure(name, accuracy.named() if fits is None else fits, seed=seed))
    return found


def main() -> None:
    """Measure the parts that were asked for, and print them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.consensus", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}; all where none is named")
    parser.add_argument("--methods", default="", help="names with commas; auto and majority take part in any case")
    parser.add_argument("--seed", type=int, default=0, help="of the synthetic family; what is reported is 0")
    asked = parser.parse_args()
    if unknown := [name for name in asked.parts if name not in PARTS]:
        parser.error(f"{', '.join(unknown)}: choose of {', '.join(PARTS)}")
    names = list(dict.fromkeys([accuracy.OURS, accuracy.PLAIN, *filter(None, asked.methods.split(","))]))
    fits = accuracy.named(names if asked.methods else ())
    begun = time.monotonic()

    def say(sentence: str) -> None:
        print(f"{time.monotonic() - begun:6.0f} s  {sentence}", flush=True)

    found = measure_all(say, parts=asked.parts or PARTS, fits=fits, seed=asked.seed)
    say("done")
    print("\n" + "\n\n".join([*found.details, table.render(found.figures)]))


if __name__ == "__main__":
    main()
