"""The log: one JSON object a line on standard error, without personal data.

Every line may carry the number of its request and that of its session, which
only tell what belongs together. Addresses of people and machines and the
secrets of the settings are taken out of every line, tracebacks included.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import re
import sys
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from ipaddress import ip_address
from secrets import token_hex

REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Number of the request that is being answered."""

_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
# Each of them looks at a run of characters once, from its beginning: what a visitor can have
# written must not cost more than its length.
_MAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]++@[\w-]++(?:\.[\w-]++)+")
_MACHINE = re.compile(
    r"(?<![\w.:])(?:(?:\d++\.){3}\d++(?!\.*+\w)|[0-9a-f:]*:[0-9a-f:]*:[0-9a-f.]*)", re.I
)
"""What may be an address of a machine."""
_PASSWORD = re.compile(r"(?<=://)[^/\s:@]*+:[^/\s@]*+(?=@)")
_QUERY = re.compile(r"(?<=[\w/])\?[^\s\"'>]++")
_MOST = 20_000
"""Letters of a text in a line; of a longer one its beginning and its end."""

logger = logging.getLogger("mppgeo")


def take_request_id(offered: str | None) -> str:
    """The number of a request: what a proxy gave it if that is well-formed, else a new one."""
    return offered if offered and _WELL_FORMED.fullmatch(offered) else token_hex(8)


def log(event: str, level: int = logging.INFO, **fields: object) -> None:
    """Write a line: what happened, and its figures."""
    logger.log(level, event, extra={"fields": fields})


class Redaction:
    """Takes out of a text what must not stand in a log.

    Parameters
    ----------
    secrets : texts that nobody may see.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        # The longest first: one may be a part of another.
        self._secrets = sorted((s for s in secrets if len(s) > 3), key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "<secret>")
        return _hide_patterns(_shorten(text))


def _hide_patterns(text: str) -> str:
    text = _PASSWORD.sub("<secret>", text)
    text = _MAIL.sub("<address>", text)
    text = _QUERY.sub(_hide_query, text)
    return _MACHINE.sub(_hide_machine, text)


def _shorten(text: str) -> str:
    """Whole words only: half an address would not be known as one."""
    if len(text) <= _MOST:
        return text
    half = _MOST // 2
    head = re.sub(r"(?<!\S)\S++\Z", "", text[:half])
    tail = re.sub(r"\A\S++", "", text[-half:])
    return f"{head}<{len(text) - len(head) - len(tail)} letters left out>{tail}"


def _hide_query(found: re.Match) -> str:
    return "?<query>" if "=" in found.group() else found.group()


def _hide_machine(found: re.Match) -> str:
    text = found.group().rstrip(".")
    for candidate, rest in ((text, ""), (text.removesuffix(":"), ":")):
        try:
            ip_address(candidate)
        except ValueError:
            continue
        return "<ip>" + (rest if candidate != text else "") + found.group()[len(text) :]
    return found.group()


class JsonLines(logging.Formatter):
    """A record as one line of JSON.

    Parameters
    ----------
    redact : cleans every text.
    describe : further fields of where the code runs, such as the session.
    """

    def __init__(
        self,
        redact: Redaction,
        describe: Callable[[], dict[str, str]] = dict,
    ) -> None:
        super().__init__()
        self._redact, self._describe = redact, describe

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.collect(record), ensure_ascii=False, default=str)

    def collect(self, record: logging.LogRecord) -> dict[str, object]:
        """The fields of a line; ``traceback`` only where there was an error."""
        at = dt.datetime.fromtimestamp(record.created, dt.UTC)
        fields: dict[str, object] = {
            "time": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": self._redact(record.getMessage()),
        }
        if REQUEST_ID.get():
            fields["request"] = REQUEST_ID.get()
        fields |= self._describe()
        for name, value in getattr(record, "fields", {}).items():
            fields[name] = self._redact(value) if isinstance(value, str) else value
        if record.exc_info:
            fields["traceback"] = self._redact(self.formatException(record.exc_info))
        return fields


class PlainLines(JsonLines):
    """The same for the eyes of developers."""

    def format(self, record: logging.LogRecord) -> str:
        fields = self.collect(record)
        first = f"{fields.pop('time')} {fields.pop('level').upper()} {fields.pop('event')}"
        trace = fields.pop("traceback", None)
        rest = " ".join(f"{name}={value}" for name, value in fields.items())
        return f"{first}  {rest}" + (f"\n{trace}" if trace else "")


def set_up_logs(
    form: str,
    level: str,
    *,
    secrets: Iterable[str] = (),
    describe: Callable[[], dict[str, str]] = dict,
) -> None:
    """Write all logs of the process to standard error.

    Parameters
    ----------
    form : ``json`` or ``plain``.
    level : ``debug``, ``info``, ``warning`` or ``error``.
    secrets, describe : see :class:`Redaction` and :class:`JsonLines`.
    """
    formatter = {"json": JsonLines, "plain": PlainLines}[form](Redaction(secrets), describe)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    logging.captureWarnings(True)


def flush_logs() -> None:
    """Let nothing that was logged be lost when the process ends."""
    for handler in logging.getLogger().handlers:
        handler.flush()
    sys.stderr.flush()
