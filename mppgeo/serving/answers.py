"""Answers with a body that is compressed once: its coding, its tag, and what a browser holds."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from mppgeo.base.budgets import AGAIN
from mppgeo.base.packing import Packed, list_codings

FOREVER = "public, max-age=31536000, immutable"
"""Of an address that names one content only."""
ASK_FIRST = "public, no-cache"
"""May be kept, if it is asked each time whether it is still the same."""
LATER = {"Retry-After": str(AGAIN), "Cache-Control": "no-store"}
"""To whoever comes while too much is under way."""


def answer_packed(
    request: Request, found: Packed, media_type: str, headers: Mapping[str, str]
) -> Response:
    """Answer with a body in the coding that fits, or with 304 where it is held already.

    Parameters
    ----------
    headers : further ones, such as Cache-Control.
    """
    told = {**headers, "ETag": f'"{found.digest}"', "Vary": "Accept-Encoding"}
    held = request.headers.get("if-none-match", "").split(",")
    # A proxy that compresses anew makes the tag a weak one (RFC 9110, 13.1.2).
    if told["ETag"] in {tag.strip().removeprefix("W/") for tag in held}:
        return Response(status_code=304, headers=told)
    coding = found.choose_coding(list_codings(request.headers.get("accept-encoding", "")))
    if coding is None:
        return Response(found.body, headers=told, media_type=media_type)
    told["Content-Encoding"] = coding
    return Response(found.pack(coding), headers=told, media_type=media_type)
