"""One full pass over a stage in a process of its own, as a worker makes it: `python -m benchmarks.full_pass STAGE`.

Prints its seconds and the bytes of memory that it held at most. The environment names the service's servers.
"""

import resource
import sys
import time

from workers.decide import decide
from workers.job import units

KILOBYTE = 1024  # of ru_maxrss on Linux


def main() -> None:
    """Decide, and print what it took."""
    begun = time.perf_counter()
    decide(units(), int(sys.argv[1]), full=True)
    took = time.perf_counter() - begun
    print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTE)


if __name__ == "__main__":
    main()
