# SPDX-License-Identifier: Apache-2.0
"""A small client of the W3C WebDriver protocol, for chromedriver, with the standard library alone.

    with Browser(lang="en-US", size=(1280, 900)) as browser:
        browser.go("http://127.0.0.1:8080/")
        browser.find("#question").type("…" + ENTER)
"""
import base64
import json
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ENTER, ESCAPE, LEFT, RIGHT, DOWN = "\ue007", "\ue00c", "\ue012", "\ue014", "\ue015"
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--hide-scrollbars", "--disable-dev-shm-usage"]


def available():
    """Why no browser can be driven, or None."""
    for program in ("chromium", "chromedriver"):
        if not shutil.which(program):
            return f"{program} is not installed"
    return None


def start_driver(tries=5):
    """A chromedriver and its port. It picks a free IPv4 port, wants the same one of IPv6, and exits
    where another program has that by then: it is started again."""
    said = []
    for _ in range(tries):
        driver = subprocess.Popen([shutil.which("chromedriver"), "--port=0"],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in driver.stdout:
            if "successfully on port" in line:
                return driver, line.rsplit(" ", 1)[1].strip().rstrip(".")
            said.append(line)
        driver.stdout.close()
        driver.wait()
    raise RuntimeError("chromedriver did not start: " + "".join(said))


class Element:
    def __init__(self, browser, identifier):
        self.browser, self.identifier = browser, identifier

    def type(self, keys):
        self.browser.call("POST", f"/element/{self.identifier}/value", {"text": keys})

    def click(self):
        self.browser.call("POST", f"/element/{self.identifier}/click", {})

    @property
    def text(self):
        return self.browser.call("GET", f"/element/{self.identifier}/text")


class Browser:
    def __init__(self, lang="en-US", size=(1280, 900), dark=False, scale=1):
        self.profile = tempfile.mkdtemp(prefix="goshawk-page-")
        self.driver, port = start_driver()
        self.base = f"http://127.0.0.1:{port}"
        try:
            self._open(lang, size, dark, scale)
        except BaseException:
            self.close()
            raise

    def _open(self, lang, size, dark, scale):
        flags = FLAGS + [f"--user-data-dir={self.profile}", f"--window-size={size[0]},{size[1]}",
                         f"--lang={lang}", f"--accept-lang={lang}"]
        options = {"binary": shutil.which("chromium"), "args": flags,
                   "prefs": {"intl.accept_languages": lang}}
        session = self._request("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.base += "/session/" + session["sessionId"]
        self.cdp("Emulation.setDeviceMetricsOverride", width=size[0], height=size[1],
                 deviceScaleFactor=scale, mobile=False)
        self.cdp("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        try:
            if "/session/" in self.base:
                self._request("DELETE", "")
        except (RuntimeError, OSError):
            pass
        self.driver.terminate()
        self.driver.wait()
        self.driver.stdout.close()
        shutil.rmtree(self.profile, ignore_errors=True)

    def _request(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                return json.load(response)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise RuntimeError(f"{value['error']}: {value['message'].splitlines()[0]}") from None

    def call(self, method, path, body=None):
        return self._request(method, path, body)

    def cdp(self, command, **parameters):
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def go(self, url):
        self.call("POST", "/url", {"url": url})

    def back(self):
        self.call("POST", "/back", {})

    def script(self, code, *arguments):
        return self.call("POST", "/execute/sync", {"script": code, "args": list(arguments)})

    def find(self, selector, seconds=10):
        """The first element that matches and is shown; waits for it."""
        self.wait("const e = document.querySelector(arguments[0]); return e && "
                  "e.getClientRects().length > 0", selector, seconds=seconds, what=f"{selector} is shown")
        found = self.call("POST", "/element", {"using": "css selector", "value": selector})
        return Element(self, found[ELEMENT])

    def wait(self, code, *arguments, seconds=10, what=None):
        """Waits until the script returns something true; returns it."""
        end = time.monotonic() + seconds
        while True:
            value = self.script(code, *arguments)
            if value:
                return value
            if time.monotonic() > end:
                raise AssertionError(f"waited {seconds} s in vain: {what or code}")
            time.sleep(0.05)

    def press(self, key):
        """A key for whatever has the focus."""
        self.call("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": [
            {"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]}]})

    def console_errors(self):
        return [entry["message"] for entry in self.call("POST", "/se/log", {"type": "browser"})
                if entry["level"] == "SEVERE"]

    def screenshot(self, path):
        with open(path, "wb") as file:
            file.write(base64.b64decode(self.call("GET", "/screenshot")))
