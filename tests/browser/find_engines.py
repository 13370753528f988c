"""Find Firefox and WebKit for the browser tests, or install them with apt.

Run as a script it prints the paths, or fails with a sentence that says what to install.
"""

from __future__ import annotations

import glob
import os
import shutil

from find_chromium import install_with_apt

PACKAGES = ("firefox-esr", "webkit2gtk-driver", "xvfb")
ADVICE = (
    "Firefox, or WebKit with its driver and Xvfb, was not found and could not be installed. "
    f"Install them (Debian: apt install {' '.join(PACKAGES)}) or name a Firefox in "
    "MPPGEO_FIREFOX, then run the tests again."
)


def find_firefox() -> str | None:
    """Path of a Firefox that is there; None if there is none."""
    named = os.environ.get("MPPGEO_FIREFOX")
    return shutil.which(named or "firefox-esr") or (None if named else shutil.which("firefox"))


def find_webkit() -> tuple[str, str] | None:
    """Paths of WebKit's driver and of the browser it drives; None if one, or Xvfb, is not there."""
    driver = shutil.which("WebKitWebDriver")
    places = ("/usr/lib", "/usr/lib/*", "/usr/libexec")
    browsers = [found for at in places for found in glob.glob(f"{at}/webkit2gtk-4.*/MiniBrowser")]
    if not (driver and browsers and shutil.which("Xvfb")):
        return None
    return driver, browsers[-1]


if __name__ == "__main__":
    if not (find_firefox() and find_webkit()):
        install_with_apt(*PACKAGES)
    firefox, webkit = find_firefox(), find_webkit()
    if not (firefox and webkit):
        raise SystemExit(ADVICE)
    print(firefox, *webkit, sep="\n")
