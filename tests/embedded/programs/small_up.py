"""`microtask up` with small programs in place of the service: small_up.py DATA_DIR PORT [--demo]."""

import os
import sys
from pathlib import Path

from config.settings import load_machine_settings
from microtask.embedded.errors import MachineError
from microtask.embedded.machine import Plan, run
from microtask.embedded.program import Program
from microtask.embedded.service import Service

HERE = Path(__file__).parent
MIGRATE = """
import os, psycopg
with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
print("schema is there")
"""
WORKER = "import time; print('worker begins'); time.sleep(600)"


def assemble(environment, address, workers):
    def program(name, *arguments, restart=True):
        return Program(name, [sys.executable, *arguments], environment, restart=restart)

    return Service(
        migrate=program("migrate", "-c", MIGRATE, restart=False),
        web=program("web", str(HERE / "small_web.py"), address),
        background=[program(f"worker.{number}", "-c", WORKER) for number in range(1, workers + 1)],
        demo=program("demo", "-c", "print('demo content')", restart=False),
    )


try:
    run(
        Plan(
            data_dir=Path(sys.argv[1]),
            host="127.0.0.1",
            port=int(sys.argv[2]),
            workers=1,
            demo="--demo" in sys.argv,
            settings=load_machine_settings(),
            environment=dict(os.environ),
        ),
        lambda line: sys.stdout.write(f"{line}\n"),
        programs=assemble,
    )
except MachineError as error:
    sys.exit(f"Error: {error}")
