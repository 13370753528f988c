"""An editor on the web without a browser: signed in, uploading files, saving."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from pathlib import Path

from running import RunningApp
from session import Session
from streamlit.proto.Common_pb2 import FileUploaderState, UploadedFileInfo
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value

EDITOR = "ani.rahasia@panrb.example.go.id"
COOKIE_SECRET = "f3b1c7d29ae84056" * 3
CLIENT_SECRET = "kata-sandi-klien-rahasia"


def write_secrets(folder: Path) -> Path:
    """A file of secrets under which :data:`EDITOR` may edit."""
    path = folder / "secrets.toml"
    path.write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1/oauth2callback"\nclient_id = "mppgeo"\n'
        f'cookie_secret = "{COOKIE_SECRET}"\nclient_secret = "{CLIENT_SECRET}"\n'
        f'server_metadata_url = "http://127.0.0.1:9/none"\n[editors]\naddresses = ["{EDITOR}"]\n'
    )
    return path


def sign_in(app: RunningApp) -> str:
    """The cookies of an editor who has signed in."""
    host = urllib.request.urlopen(f"{app.url}/_stcore/health")
    token = host.headers["Set-Cookie"].split(";")[0]
    claims = {"origin": app.url, "is_logged_in": True, "email": EDITOR, "email_verified": True}
    signed = create_signed_value(COOKIE_SECRET, "_streamlit_user", json.dumps(claims)).decode()
    return f"{token}; _streamlit_user={signed}"


async def upload(session: Session, name: str, body: bytes) -> None:
    """Give a file to the page's only upload box, and wait for what the page says of it."""
    [box] = session.find("file_uploader")
    path = f"/_stcore/upload_file/{session.session_id}/{name}"
    cookies = session.headers["Cookie"]
    token = cookies.partition("_streamlit_xsrf=")[2].partition(";")[0]
    request = urllib.request.Request(
        session.url + path, method="PUT", data=_make_form(name, body),
        headers={
            "Content-Type": "multipart/form-data; boundary=batas",
            "Cookie": cookies, "X-Xsrftoken": token,
        },
    )  # fmt: skip
    with await asyncio.to_thread(urllib.request.urlopen, request):
        pass
    info = UploadedFileInfo(name=name, file_id=name, size=len(body))
    info.file_urls.file_id, info.file_urls.upload_url = name, path
    info.file_urls.delete_url = path
    state = FileUploaderState(uploaded_file_info=[info])
    session.set(box.id, state, "file_uploader_state_value")
    await session.rerun()


def press(session: Session, label: str) -> None:
    """Note that a button is pressed; the next rerun tells the app."""
    [button] = session.find("button", label)
    session.set(button.id, True, "trigger_value")


def _make_form(name: str, body: bytes) -> bytes:
    head = f'--batas\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return head.encode() + body + b"\r\n--batas--\r\n"
