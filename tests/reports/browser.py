"""A headless Chromium, driven over its DevTools protocol: open a page, look at it, ask it things."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import websocket

_NAMES = ("chromium", "chromium-browser", "google-chrome", "msedge")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PHONE = 800
_SECONDS = 60


def chrome_path() -> str | None:
    """Path of a browser of the Chromium family, or None."""
    return next((path for path in map(shutil.which, _NAMES) if path), None)


@dataclass
class Seen:
    """What a page did while it was open."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)


class Chrome:
    """One browser with one tab.

    Parameters
    ----------
    path : str
        The program.
    profile : Path
        Folder of its own.
    """

    def __init__(self, path: str, profile: Path) -> None:
        command = [path, *_FLAGS, f"--user-data-dir={profile}", "about:blank"]
        self._log = profile / "log"
        with self._log.open("w", encoding="utf-8") as log:
            self._process = subprocess.Popen(command, stderr=log, stdout=subprocess.DEVNULL)
        try:
            self._socket = websocket.create_connection(self._address(), timeout=_SECONDS)
            self._n = 0
            self.seen = Seen()
            for domain in ("Network", "Log", "Runtime", "Page"):
                self._call(f"{domain}.enable")
        except BaseException:
            self._process.kill()
            raise

    def __enter__(self) -> Chrome:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._socket.close()
        self._process.kill()
        self._process.wait()

    def _address(self) -> str:
        limit = time.monotonic() + _SECONDS
        while time.monotonic() < limit:
            lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
            told = [line.split()[-1] for line in lines if "DevTools listening" in line]
            if told:
                host = told[0].split("/")[2]
                with urllib.request.urlopen(f"http://{host}/json", timeout=_SECONDS) as answer:
                    return next(str(t["webSocketDebuggerUrl"]) for t in json.load(answer) if t["type"] == "page")
            time.sleep(0.1)
        raise TimeoutError("the browser did not start")

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        self._n += 1
        self._socket.send(json.dumps({"id": self._n, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == self._n:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return dict(message["result"])
            self._note(message["method"], message["params"])

    def _note(self, method: str, params: dict[str, Any]) -> None:
        if method == "Network.requestWillBeSent":
            self.seen.requests.append(params["request"]["url"])
        elif method == "Log.entryAdded":
            self.seen.errors.append(f"{params['entry']['level']}: {params['entry']['text']}")
        elif method == "Runtime.exceptionThrown":
            self.seen.errors.append(json.dumps(params["exceptionDetails"])[:300])
        elif method == "Runtime.consoleAPICalled":
            self.seen.errors.append(f"console.{params['type']}")
        elif method == "Page.javascriptDialogOpening":
            self.seen.dialogs.append(params["message"])
            self._n += 1
            close = {"id": self._n, "method": "Page.handleJavaScriptDialog", "params": {"accept": True}}
            self._socket.send(json.dumps(close))

    def open(self, page: Path, *, width: int, height: int = 900) -> Seen:
        """Open a file at a width [CSS px], wait until it is loaded, and say what it did."""
        self.seen = Seen()
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < _PHONE,
        )
        self._call("Page.navigate", url=page.resolve().as_uri())
        limit = time.monotonic() + _SECONDS
        while self.ask("document.readyState + location.protocol") != "completefile:":
            if time.monotonic() > limit:
                raise TimeoutError(f"{page.name} was not loaded within {_SECONDS} s")
            time.sleep(0.05)
        # Fonts and pictures stand in the page; one more turn and they are decoded.
        self.ask("Promise.all([...document.images].map(i => i.decode().catch(() => 0))).then(() => 1)")
        return self.seen

    def ask(self, script: str) -> Any:
        """Evaluate JavaScript and return its value, waiting for a promise."""
        answer = self._call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"])[:500])
        return answer["result"].get("value")

    def print_as(self, medium: str) -> None:
        """Show the page as on ``"print"`` or, with ``""``, on the screen again."""
        self._call("Emulation.setEmulatedMedia", media=medium)

    def picture(self, path: Path) -> Path:
        """Save the whole page, from top to bottom, as a PNG."""
        width, height = self.ask("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
        shot = self._call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        path.write_bytes(base64.b64decode(shot["data"]))
        return path
