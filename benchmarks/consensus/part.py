"""What one part of the measurements found."""

from dataclasses import dataclass, field

from benchmarks.table import Figure


@dataclass
class Part:
    """Lines of the one table, and beneath it what they were drawn from, as text."""

    figures: list[Figure] = field(default_factory=list)
    details: list[str] = field(default_factory=list)

    def add(self, other: "Part") -> None:
        """Take in what another part found."""
        self.figures += other.figures
        self.details += other.details


NO_DATA = Part([Figure("Real people's answers", "", "", "not measured", "../shared/data is not beside the project")])
