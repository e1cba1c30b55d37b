"""What a process in the sandbox may use."""

import resource
from dataclasses import dataclass

OPEN_FILES = 64


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one look at a file: address space and written files in bytes, processor and wall-clock time in seconds."""

    memory_bytes: int
    cpu_s: int
    wall_s: float
    file_bytes: int = 0

    def apply(self) -> None:
        """Put this process under the limits, for good."""
        for kind, most in (
            (resource.RLIMIT_AS, self.memory_bytes),
            (resource.RLIMIT_FSIZE, self.file_bytes),
            (resource.RLIMIT_NOFILE, OPEN_FILES),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(kind, (most, most))

    def allow_one_look(self) -> None:
        """Give this process ``cpu_s`` more seconds of processor time."""
        usage = resource.getrusage(resource.RUSAGE_SELF)
        used = int(usage.ru_utime + usage.ru_stime) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (used + self.cpu_s, resource.RLIM_INFINITY))


FILES = Limits(memory_bytes=4 << 30, cpu_s=120, wall_s=300.0, file_bytes=4 << 30)
PICTURES = Limits(memory_bytes=2 << 30, cpu_s=10, wall_s=15.0)
