"""Debian's Chromium, as all tests start it."""

from pathlib import Path

_WITHOUT_WINDOWS, _WHOLE = Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")


def chromium_path() -> str:
    """Its shell without windows, which needs a third less of the processor, else the whole browser."""
    path = _WITHOUT_WINDOWS if _WITHOUT_WINDOWS.exists() else _WHOLE
    assert path.exists(), "Chromium is not installed: tools/install-system chromium"
    return str(path)
