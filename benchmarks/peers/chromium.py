"""The letter by Chromium: one browser that stays warm, our page with its style, `printToPDF`.

It is driven over DevTools. A turn on a list of pages prints them all, on as many tabs at once as
the number given.
"""

import base64
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from benchmarks.turns import take_turns

_ROOT = Path(__file__).parent.parent.parent
_PATIENCE = 60
_FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync")
_PRINTED = {
    "preferCSSPageSize": True,
    "printBackground": True,
    "generateTaggedPDF": True,
    "generateDocumentOutline": True,
}


class Tab:
    """One page of the browser, over its own connection."""

    def __init__(self, address: str) -> None:
        websocket: Any = import_module("websocket")
        self._socket = websocket.create_connection(address, timeout=_PATIENCE)
        self._numbers = itertools.count(1)
        self.ask("Page.enable")

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """What the browser answers to a command."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        return dict(self._until(lambda told: told.get("id") == number)["result"])

    def print(self, page: Path) -> bytes:
        """Opens a page and prints it."""
        self.ask("Page.navigate", url=page.as_uri())
        self._until(lambda told: told.get("method") == "Page.loadEventFired")
        return base64.b64decode(self.ask("Page.printToPDF", **_PRINTED)["data"])

    def _until(self, wanted: Any) -> dict[str, Any]:
        while True:
            told = json.loads(self._socket.recv())
            if wanted(told):
                if "error" in told:
                    raise RuntimeError(f"the browser refuses: {told['error']}")
                return dict(told)


class Browser:
    """A browser with tabs, in a folder of its own, with our faces only."""

    def __init__(self, tabs: int) -> None:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        if program is None:
            raise RuntimeError("there is no chromium; `make bench-peers` installs it")
        self._folder = tempfile.TemporaryDirectory(prefix="letters-chromium-")
        faces = {"FONTCONFIG_FILE": str(_ROOT / "fonts" / "fonts.conf")}
        self._child = subprocess.Popen(
            [program, *_FLAGS, f"--user-data-dir={self._folder.name}", "--remote-debugging-port=0"],
            env=os.environ | faces | {"HOME": self._folder.name},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._port = self._listening()
        self.tabs: SimpleQueue[Tab] = SimpleQueue()
        for _ in range(tabs):
            self.tabs.put(self._tab())

    def _listening(self) -> int:
        told = Path(self._folder.name) / "DevToolsActivePort"
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and self._child.poll() is None:
            if told.is_file() and (lines := told.read_text().split()):
                return int(lines[0])
            time.sleep(0.02)
        raise RuntimeError("the browser did not start")

    def _tab(self) -> Tab:
        address = f"http://127.0.0.1:{self._port}/json/new?about:blank"
        with urllib.request.urlopen(urllib.request.Request(address, method="PUT")) as answer:
            return Tab(json.load(answer)["webSocketDebuggerUrl"])

    def print(self, page: Path) -> bytes:
        """Prints a page on the next free tab."""
        tab = self.tabs.get()
        try:
            return tab.print(page)
        finally:
            self.tabs.put(tab)

    def close(self) -> None:
        """Ends the browser."""
        self._child.terminate()
        self._child.wait(_PATIENCE)
        self._folder.cleanup()


def main() -> None:
    """Takes turns over pages or lists of pages: TABS [FOLDER to keep each PDF in]."""
    tabs = int(sys.argv[1])
    keep = Path(sys.argv[2]) if sys.argv[2:] else None
    browser = Browser(tabs)

    def one(page: Path) -> int:
        pdf = browser.print(page)
        if keep:
            (keep / f"{page.parent.name}.pdf").write_bytes(pdf)
        return len(pdf)

    def turn(file: Path) -> dict[str, float]:
        if file.suffix != ".txt":
            return {"bytes": one(file)}
        pages = [Path(line) for line in file.read_text().splitlines()]
        with ThreadPoolExecutor(tabs) as pool:
            return {"bytes": sum(pool.map(one, pages))}

    try:
        take_turns(turn)
    finally:
        browser.close()


if __name__ == "__main__":
    main()
