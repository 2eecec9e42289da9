"""What a process of the platform is told when it starts, beyond the settings: its part, and how the demo runs."""

from argparse import ArgumentParser, Namespace
from dataclasses import dataclass

__all__ = ["Run"]


@dataclass(frozen=True)
class Run:
    """Travels from the supervisor to its children as words of the command line."""

    demo: bool = False
    """Whether this is the generated city with a day under way."""
    speed: float | None = None
    """Simulated seconds a second; None: the wall's clock."""
    seed: int = 1
    """Chooses the generated city and its day."""
    listen_fd: int | None = None
    """The listening socket that the supervisor holds, so that a restarted web process refuses nobody."""

    def words(self) -> list[str]:
        """The command line that `of` reads back."""
        words = ["--demo"] if self.demo else []
        if self.speed is not None:
            words += ["--speed", repr(self.speed)]
        words += ["--seed", str(self.seed)]
        if self.listen_fd is not None:
            words += ["--listen-fd", str(self.listen_fd)]
        return words

    @staticmethod
    def configure(parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true")
        parser.add_argument("--speed", type=float)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--listen-fd", type=int)

    @staticmethod
    def of(arguments: Namespace) -> "Run":
        return Run(arguments.demo, arguments.speed, arguments.seed, arguments.listen_fd)
