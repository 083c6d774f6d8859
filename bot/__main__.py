"""The command line, and the one place where the concrete parts are put together.

What an operator must mend is one line on the standard error output and exit code 2, never a traceback.
"""

from __future__ import annotations

import argparse
import io
import logging
import os
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING

from bot import __version__
from bot.trouble import OperatorError
from content.errors import ContentError

if TYPE_CHECKING:
    from bot.platforms.terminal.screen import Terminal
    from bot.settings import Settings


AT = ("home", "hello", "list", "ready", "hold", "rest", "peak", "hour", "city", "nudged", "held")  # see `understand`


class OutputError(OSError):
    """The standard output cannot be written: one line that says why."""


class Plainly(logging.Formatter):
    """One line a record: without the traceback, unless everything is logged."""

    def format(self, record: logging.LogRecord) -> str:
        if logging.getLogger().level <= logging.DEBUG:
            return super().format(record)
        kind = f" ({record.exc_info[0].__name__})" if record.exc_info and record.exc_info[0] else ""
        record.exc_info = record.exc_text = record.stack_info = None
        return super().format(record).replace("\n", " ") + kind


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code."""
    args = parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a sign that cannot be shown there must not end a talk
            stream.reconfigure(errors="replace")
    try:
        if sys.stdout is None:
            raise OutputError("the standard output is closed, so nobody could read anything")
        code: int = args.command(args)
        write(end="")  # what is still on its way
        return code
    except BrokenPipeError:
        let_go()
        return 0  # nobody reads any more
    except (OperatorError, ContentError, OutputError) as wrong:
        if isinstance(wrong, OutputError):
            let_go()
        print(f"lumbot: {wrong}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def let_go() -> None:
    """Write nothing more: Python would complain when it flushes at the end."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def typed() -> IO[bytes]:
    """The standard input, but not `sys.stdin`: Python cannot end while another thread still reads from that."""
    try:
        return io.BufferedReader(io.FileIO(sys.stdin.fileno(), closefd=False))
    except io.UnsupportedOperation:  # no file of the system's
        return sys.stdin.buffer


def write(line: str = "", end: str = "\n") -> None:
    """Write a line to the standard output, at once. Raises BrokenPipeError when nobody reads, OutputError."""
    try:
        print(line, end=end, flush=True)
    except BrokenPipeError:
        raise
    except OSError as wrong:
        raise OutputError(f"the standard output cannot be written ({wrong.strerror})") from None


def parser() -> argparse.ArgumentParser:
    lumbot = argparse.ArgumentParser(prog="lumbot", description="A coach for a sore lower back, in your chat.")
    lumbot.add_argument("--version", action="version", version=f"lumbot {__version__}")
    commands = lumbot.add_subparsers(title="commands", metavar="command", required=True)

    def add(name: str, command: Callable[[argparse.Namespace], int], about: str) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=about, description=about)
        one.set_defaults(command=command)
        return one

    for name, command, about in (
        ("chat", chat, "talk with Lumbot in this terminal, or through a pipe"),
        ("run", run, "run it for other people, on the platforms whose tokens are set"),
    ):
        one = add(name, command, about)
        one.add_argument("--speed", help="run holds and rests this many times faster (LUMBOT_SPEED)")
        one.add_argument("--database", metavar="URL", help="where everything is kept (LUMBOT_DATABASE_URL)")
    one = add("content", content, "check what is taught and said, and print it for a clinician to read")
    one.add_argument("--write-keys", action="store_true", help="write content/keys.txt anew from the English words")
    one = add("replay", play, "play a transcript with its own clock; print the talk, or where it differs")
    one.add_argument("file", metavar="FILE", type=Path)
    one.add_argument("--write", action="store_true", help="write the file anew from its inputs")
    one = add("understand", understand, "tell what is heard in each line of the standard input, as JSON")
    one.add_argument("--at", default="home", choices=AT, help="where in the talk it is typed (home)")
    one.add_argument("--missed", type=int, default=0, metavar="N", help="after so many lines nobody understood (0)")
    one = add("simulate", simulated, "live through the lives of people who are made up, and print one page about them")
    one.add_argument("--people", type=count, metavar="N", help="how many (1000; with --talk 60)")
    one.add_argument("--days", type=count, metavar="N", help="for how many days (365; with --talk 90)")
    one.add_argument("--seed", type=int, default=1, metavar="N", help="the same number gives the same people (1)")
    one.add_argument("--talk", action="store_true", help="through every press of the talk, not the rules alone")
    add("dialog", dialog, "draw the conversation as a Mermaid state diagram")
    return lumbot


def count(text: str) -> int:
    """A number of people or days. Raises ValueError, which argparse makes a line of."""
    number = int(text)
    if not 1 <= number <= 100_000:
        raise ValueError
    return number


# --- commands -----------------------------------------------------------------------------------------------------
# Each imports what it needs itself: there is no need to wait for the database before a line of help is written.


def chat(args: argparse.Namespace) -> int:
    import asyncio

    from bot import settings
    from bot.app import clock, engine_for, opened, taught, unless_broken, until_told
    from bot.platforms.terminal.plain import HERE, LEAVING, PlainTerminal, lines_of, shared_here
    from bot.store import address
    from bot.store.file import alone
    from handlers.events import Said

    chosen = configured(args)
    catalog = taught(chosen)
    path = address.file(chosen.database_url)
    here = HERE if path else shared_here()
    person = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty() and not settings.dumb_terminal()
    seated: Terminal | None = None
    if person:
        from bot.platforms.terminal.screen import Terminal  # whoever talks through a pipe needs nothing of it

        seated = Terminal(clock, here=here, speed=chosen.speed, colour=settings.colour_wanted())
    terminal: PlainTerminal = seated or PlainTerminal(write, clock, here)

    async def talk() -> int:
        async with opened(chosen) as store:
            engine = engine_for(chosen, catalog, store, {terminal.name: terminal})
            try:
                with alone(path) if path else nullcontext():
                    terminal.write(f"# kept in {address.shown(chosen.database_url)}")
                    await engine.start()
                    await engine.shown(here)
                    if not terminal.count:
                        await terminal.say(engine, Said("/start"))
                    if seated:
                        await unless_broken(engine, seated.converse(engine))
                    elif sys.stdin is not None:
                        await unless_broken(engine, terminal.talk(engine, lines_of(typed())))
            except asyncio.CancelledError:
                terminal.write(f"\n{LEAVING}")
            finally:
                await engine.stop()
        return 0

    return asyncio.run(until_told(talk()))


def run(args: argparse.Namespace) -> int:
    import asyncio

    from bot import app
    from bot.platforms import PLATFORMS

    chosen = configured(args)
    return asyncio.run(app.until_told(app.run(PLATFORMS, chosen, app.taught(chosen))))


def content(args: argparse.Namespace) -> int:
    from bot.tools import report
    from content.load import HERE, KEYS, load

    if args.write_keys:
        (HERE / KEYS).write_text(report.keys(load(keys=False)), encoding="utf-8")
    write(report.summary(load()))
    return 0


def play(args: argparse.Namespace) -> int:
    from bot.tools.replay import TranscriptError, difference, replay
    from content.load import load

    try:
        lines = args.file.read_text(encoding="utf-8").splitlines()
        talk = replay(lines, load())
        if args.write:
            args.file.write_text("\n".join([*talk, ""]), encoding="utf-8")
            return 0
    except (OSError, UnicodeDecodeError, TranscriptError) as wrong:
        why = wrong if isinstance(wrong, TranscriptError) else f"cannot be used ({wrong})"
        raise TranscriptError(f"{args.file}: {why}") from None
    if found := difference(lines, talk):
        write(f"{args.file}: {found}")
        return 1
    write("\n".join(talk))
    return 0


def understand(args: argparse.Namespace) -> int:
    from bot.tools.understand import understood
    from content.load import load

    lines = (line.decode(errors="replace") for line in sys.stdin.buffer) if sys.stdin else iter(())
    for heard in understood(lines, load(), args.at, args.missed):
        write(heard)
    return 0


def simulated(args: argparse.Namespace) -> int:
    from bot.tools.simulate import simulate
    from bot.tools.simulate_watch import Broken
    from content.load import load

    try:
        for line in simulate(load(), args.people, args.days, seed=args.seed, talk=args.talk):
            write(line)
    except Broken as broken:
        write(str(broken))
        return 1
    return 0


def dialog(args: argparse.Namespace) -> int:
    from bot.tools.draw import draw
    from content.load import load

    write(draw(load()))
    return 0


# --- putting together ---------------------------------------------------------------------------------------------


def configured(args: argparse.Namespace) -> Settings:
    """The settings, with what the command line says before them, and the log set up. Raises SettingsError."""
    from bot import settings

    chosen = settings.read(speed=args.speed, database_url=args.database)
    log = logging.StreamHandler(sys.stderr)
    log.setFormatter(Plainly("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=chosen.log_level.upper(), handlers=[log])
    for line in settings.unknown_names():
        print(f"lumbot: {line}", file=sys.stderr)
    return chosen


if __name__ == "__main__":
    sys.exit(main())
