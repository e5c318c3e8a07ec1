"""How gunicorn serves the pages and the API: `gunicorn --config python:config.gunicorn "microtask.app:create_app()"`.

The names are gunicorn's own.
"""

import os
from importlib import import_module
from pathlib import Path
from typing import Any

worker_class = "gthread"
workers = 2
threads = 4
timeout = 60
graceful_timeout = 20
# A worker is renewed now and then, and not all at once, so that a slow leak never becomes a fault.
max_requests = 20_000
max_requests_jitter = 2_000
# Workers report that they live through a file; on a disk that is busy, that alone can get them killed.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 -- gunicorn unlinks its file at once
# gunicorn would put one socket into the user's home for every instance of that user to share.
control_socket_disable = True
loglevel = "warning"


def on_starting(server: Any) -> None:
    """Forget the figures of earlier processes, and load the application's modules once for all workers.

    The application itself is made in each worker: it opens connections, which must not be shared. A reload (SIGHUP)
    makes it anew out of the same modules, so new code wants a restart.
    """
    if directory := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        Path(directory).mkdir(mode=0o700, parents=True, exist_ok=True)
        for figures in Path(directory).glob("*.db"):
            figures.unlink()
    import_module(server.app.app_uri.partition(":")[0])


def child_exit(_server: Any, worker: Any) -> None:
    """Drop the gauges of a worker that has ended."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 -- reads the variable when loaded

        mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]
