"""An editor on the web without a browser: signed in, uploading files, saving."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

from running import RunningApp
from session import Session
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


def press(session: Session, label: str) -> None:
    """Note that a button is pressed; the next rerun tells the app."""
    [button] = session.find("button", label)
    session.set(button.id, True, "trigger_value")
