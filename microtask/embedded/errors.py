"""What can keep this machine from running the service."""

from microtask.errors import MicrotaskError


class MachineError(MicrotaskError):
    """A server or a program cannot be started or found here. The message is one sentence with the mend."""

    message = "The service cannot run on this machine."
