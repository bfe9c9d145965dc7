"""Pages of HTML manuals, as the system's Chromium shows them.

Web pages, tables and text with listings lie in packages as HTML, hardly ever as pictures.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from PIL import Image
from playwright.sync_api import Error, Page, sync_playwright

SCREEN = "1280x800"
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--hide-scrollbars",
    "--allow-file-access-from-files",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-color-profile=srgb",
)
_SECONDS = 8


class Browser:
    """Shows pages, without a screen and without a network."""

    def __init__(self) -> None:
        self._playwright = sync_playwright().start()
        self._chromium = self._playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(_ARGUMENTS)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._chromium.close()
        self._playwright.stop()

    def shot(self, file: Path, ways: Mapping[str, str]) -> Image.Image | None:
        """A picture of a page, or None where it cannot be shown.

        Args:
            file: the page.
            ways: ``screen=WIDTHxHEIGHT`` in pixels, or ``phone=WIDTHxHEIGHT`` at twice as many;
                ``scroll`` is the share of the page above the picture, 0 to 1; ``table`` and ``pre``
                number the element that is shown by itself, from 0.
        """
        phone = "phone" in ways
        width, height = map(int, ways.get("phone", ways.get("screen", SCREEN)).split("x"))
        page = self._chromium.new_page(
            viewport={"width": width, "height": height},
            is_mobile=phone,
            device_scale_factor=2 if phone else 1,
        )
        page.set_default_timeout(1000 * _SECONDS)
        try:
            page.goto(file.as_uri(), wait_until="domcontentloaded")
            return Image.open(io.BytesIO(_shown(page, ways))).convert("RGB")
        except (Error, IndexError):
            return None
        finally:
            page.close()


def _shown(page: Page, ways: Mapping[str, str]) -> bytes:
    """A PNG of the window, or of the element that is meant."""
    for selector in ("table", "pre"):
        if selector in ways:
            return bytes(page.query_selector_all(selector)[int(ways[selector])].screenshot())
    if "scroll" in ways:
        page.evaluate(f"scrollTo(0, {float(ways['scroll'])} * document.body.scrollHeight)")
    return bytes(page.screenshot())
