"""The command line: ``python -m mppgeo COMMAND``."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from mppgeo import __version__

MODULES = {
    "coverage": ("coverage",),
    "reach": ("reach",),
    "siting": ("next", "priority"),
    "brief": ("brief",),
    "check": ("check",),
    "reconcile": ("reconcile",),
    "importing": ("import", "template"),
    "history": ("history", "undo", "restore"),
    "records": ("records",),
    "boundaries": ("boundaries",),
    "database": ("db",),
    "doctor": ("doctor",),
    "licences": ("licences",),
    "build": ("build-regions", "build-boundaries", "build-villages"),
}
"""The commands of each module of this package."""

WITHOUT_RECORDS = (
    "template", "boundaries", "doctor", "licences", "build-regions", "build-boundaries", "build-villages",
)  # fmt: skip
"""Commands to which it does not matter where the records are."""


_GARBAGE = 2_000_000
"""Objects made before garbage is looked for; a file needs fewer, the loading of libraries included."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code (0 = fine, 1 = a fault, 2 = bad usage)."""
    argv = sys.argv[1:] if argv is None else list(argv)
    # Looking for garbage among all that is loaded, read and made takes a tenth of the time.
    gc.set_threshold(_GARBAGE)
    parser = argparse.ArgumentParser(prog="python -m mppgeo", description=__doc__)
    parser.add_argument("--version", action="version", version=f"mppgeo {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for name in _choose_modules(argv):
        import_module(f"mppgeo.commands.{name}").add_parsers(subparsers)
    args = parser.parse_args(argv)
    if argv[0] not in WITHOUT_RECORDS and not tell_store(args):
        return 1
    try:
        return _run(args)
    except BrokenPipeError:
        # The reader (head, less) went away; what was written is all it wanted.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(args: argparse.Namespace) -> int:
    """Run a command; a store that does not answer is one sentence on standard error."""
    # The commands have loaded it themselves; the list of commands does without.
    from mppgeo.base.language import DEFAULT_LANGUAGE, Language
    from mppgeo.store.journal import StoreError

    try:
        return args.run(args)
    except StoreError as error:
        t = Language(getattr(args, "lang", None) or DEFAULT_LANGUAGE)
        print(error.explain(t), file=sys.stderr)
        return 1


def tell_store(args: argparse.Namespace) -> bool:
    """Say on standard error where the records are; False where the settings leave that open."""
    from mppgeo.base.language import DEFAULT_LANGUAGE, Language
    from mppgeo.base.paths import data_dir
    from mppgeo.serving.complaints import find_store_faults
    from mppgeo.store.choice import describe_store

    t = Language(getattr(args, "lang", DEFAULT_LANGUAGE))
    faults = find_store_faults(os.environ, t)
    if faults:
        print("\n".join(faults), file=sys.stderr)
        return False
    sentence, fields = describe_store(getattr(args, "data", None) or data_dir())
    print(t(sentence, **fields), file=sys.stderr)
    return True


def _choose_modules(argv: list[str]) -> list[str]:
    """The module of the command asked for: others would only make its start slower."""
    for name, commands in MODULES.items():
        if argv and argv[0] in commands:
            return [name]
    return list(MODULES)
