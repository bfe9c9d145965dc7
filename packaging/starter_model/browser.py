"""The system's Chromium, driven without a screen."""

from __future__ import annotations

import io
import os
import shutil
from pathlib import Path

from common import Page as PageToDraw
from PIL import Image
from playwright.sync_api import Page, sync_playwright

_ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--allow-file-access-from-files",
              "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND", "--force-color-profile=srgb")  # fmt: skip


def picture(data: bytes) -> Image.Image:
    """A screenshot's bytes as a picture."""
    return Image.open(io.BytesIO(data)).convert("RGB")


class Browser:
    """Draws HTML; one window for each scale is kept open."""

    def __init__(self, scratch: Path) -> None:
        scratch.mkdir(parents=True, exist_ok=True)
        self._file = scratch / f"page-{os.getpid()}.html"
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(_ARGUMENTS)
        )
        self._windows: dict[float, Page] = {}

    def window(self, scale: float = 1.0) -> Page:
        """A page of that many device pixels a CSS pixel."""
        if scale not in self._windows:
            context = self._browser.new_context(device_scale_factor=scale, java_script_enabled=True)
            context.set_default_timeout(15_000)
            self._windows[scale] = context.new_page()
        return self._windows[scale]

    def shoot(self, page: PageToDraw) -> Image.Image:
        """The page's first screen as a picture."""
        self._file.write_text(page.html, encoding="utf-8", errors="replace")
        window = self.window(page.scale)
        window.set_viewport_size({"width": page.width, "height": page.height})
        window.goto(self._file.as_uri())
        return picture(window.screenshot(type="jpeg", quality=96))

    def close(self) -> None:
        """End the browser."""
        self._browser.close()
        self._playwright.stop()
        self._file.unlink(missing_ok=True)
