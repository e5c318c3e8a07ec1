"""Jobs in processes of their own, as an RQ worker's horse runs them."""

import os
import subprocess
import sys

from config.settings import Settings
from microtask.steps import Step


def start_job(step: Step, subject: int, settings: Settings) -> subprocess.Popen[bytes]:
    """A process that runs one step for one row, and ends."""
    module, _, name = step.value.rpartition(".")
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "SECRET_KEY": settings.secret_key,
    }
    program = f"from {module} import {name}; {name}('{subject}')"
    return subprocess.Popen([sys.executable, "-c", program], env=environment)
