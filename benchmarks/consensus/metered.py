"""A command run from a small process, `metered.py COMMAND…`: its CPU seconds and its bytes of memory at most, printed.

Linux hands the peak of whoever forks on to what is then executed (`ru_maxrss` outlives exec), so that a large parent
would be measured in place of its child. What stands here imports next to nothing, and so is smaller than any Python
that is worth measuring. What the command says goes to standard error; its exit status is this one's.
"""

import os
import subprocess
import sys

KILOBYTE = 1024  # of ru_maxrss on Linux


def main() -> int:
    """Run the command that the arguments name to its end."""
    process = subprocess.Popen(sys.argv[1:], stdout=sys.stderr)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    print(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * KILOBYTE)
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
