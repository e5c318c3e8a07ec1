"""Every table of the house in one metadata, for migrations and for the tests that compare the two."""

from microtask.answers import models as answers
from microtask.assignments import models as assignments
from microtask.audit import models as audit
from microtask.challenges import drafting
from microtask.challenges import models as challenges
from microtask.db import Base
from microtask.feedback import models as feedback
from microtask.outbox import models as outbox
from microtask.people import models as people
from microtask.results import models as results
from microtask.storage import models as storage
from microtask.tasks import models as tasks

STOREYS = (storage, audit, outbox, people, challenges, drafting, tasks, assignments, answers, results, feedback)
metadata = Base.metadata
