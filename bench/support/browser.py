"""A real headless Chromium over the W3C WebDriver protocol, with the standard library alone."""

from __future__ import annotations

import base64
import json
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-default-apps", "--disable-dev-shm-usage",
)  # fmt: skip
KEYS = {
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "Control": "\ue009",
    "End": "\ue010",
    "Tab": "\ue004",
    "Backspace": "\ue003",
    "Shift": "\ue008",
    "ArrowLeft": "\ue012",
    "ArrowRight": "\ue014",
}
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


def chromium() -> tuple[str, str]:
    """Return the browser and its driver. Raises ``LookupError`` where one is missing."""
    found = [shutil.which("chromium") or shutil.which("chromium-browser"), shutil.which("chromedriver")]
    if not all(found):
        raise LookupError(
            "needs chromium and chromedriver (Debian: apt-get install chromium chromium-driver)"
        )
    return found[0], found[1]  # type: ignore[return-value]


class Browser:
    """One window. Every request it makes is recorded in ``requests()``."""

    def __init__(self, width: int = 1280, height: int = 860, dark: bool = False) -> None:
        binary, driver = chromium()
        self.profile = tempfile.mkdtemp(prefix="chromium-")
        self.port = _free_port()
        self.driver = subprocess.Popen(
            [driver, f"--port={self.port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        flags = [*FLAGS, f"--user-data-dir={self.profile}", f"--window-size={width},{height}"]
        options = {"binary": binary, "args": flags}
        wanted = {
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"},
        }
        self.session = ""
        for _ in range(100):
            try:
                answer = self._call("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
                break
            except (ConnectionError, urllib.error.URLError):
                time.sleep(0.1)
        self.session = f"/session/{answer['sessionId']}"
        self._seen: list[str] = []
        if dark:
            self.emulate("dark")

    def emulate(self, scheme: str) -> None:
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def size(self, width: int, height: int) -> None:
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def go(self, url: str) -> None:
        self._call("POST", f"{self.session}/url", {"url": url})

    def run(self, script: str, *given: Any) -> Any:
        return self._call("POST", f"{self.session}/execute/sync", {"script": script, "args": list(given)})

    def press(self, *keys: str) -> None:
        """Press and release keys one after the other; ``Control+Enter`` holds the first."""
        actions: list[dict[str, Any]] = []
        for key in keys:
            held = [KEYS.get(part, part) for part in key.split("+")] if len(key) > 1 else [key]
            actions += [{"type": "keyDown", "value": part} for part in held]
            actions += [{"type": "keyUp", "value": part} for part in reversed(held)]
        self._call(
            "POST",
            f"{self.session}/actions",
            {"actions": [{"type": "key", "id": "keys", "actions": actions}]},
        )

    def type(self, text: str) -> None:
        self.press(*text)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press the mouse at one place of the window, move it and let it go at another."""
        for kind, (x, y) in (("Pressed", start), ("Moved", end), ("Released", end)):
            self.cdp(
                "Input.dispatchMouseEvent",
                type=f"mouse{kind}",
                x=x,
                y=y,
                button="left",
                buttons=1,
                clickCount=1,
            )

    def text(self, selector: str = "body") -> str:
        return self.run(
            "const e = document.querySelector(arguments[0]); return e ? e.innerText : ''", selector
        )

    def wait(self, script: str, *given: Any, seconds: float = 20) -> Any:
        """Wait until a script's value is true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = self.run(script, *given)
            if value:
                return value
            time.sleep(0.02)
        raise AssertionError(f"never became true: {script} {given}; the page says: {self.text()[:600]}")

    def screenshot(self, path: Path) -> None:
        path.write_bytes(base64.b64decode(self._call("GET", f"{self.session}/screenshot")))

    def cdp(self, command: str, **params: Any) -> Any:
        return self._call("POST", f"{self.session}/goog/cdp/execute", {"cmd": command, "params": params})

    def requests(self) -> list[str]:
        """Every address the browser has asked for so far, from its own network log."""
        for entry in self._call("POST", f"{self.session}/se/log", {"type": "performance"}):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                self._seen.append(message["params"]["request"]["url"])
        return self._seen

    def complaints(self) -> list[str]:
        """What the browser's console says."""
        return [
            entry["message"] for entry in self._call("POST", f"{self.session}/se/log", {"type": "browser"})
        ]

    def close(self) -> None:
        try:
            self._call("DELETE", self.session, None)
        finally:
            self.driver.kill()  # its session is closed; asked to end, it may linger for half a minute
            self.driver.wait(20)
            shutil.rmtree(self.profile, ignore_errors=True)

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data, {"content-type": "application/json"}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(json.load(error)["value"]["message"]) from None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


SHOWN = "return document.querySelector('#decide') && document.querySelector('#decide').token.value"


def sign_in(browser: Browser, url: str, name: str, path: str = "/review") -> None:
    browser.go(url + path)
    browser.wait("return document.activeElement && document.activeElement.name === 'name'")
    browser.type(name)
    browser.press("Enter")
    browser.wait(SHOWN)
