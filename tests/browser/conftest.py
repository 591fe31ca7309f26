"""Chromium for the browser tests: `browser` and `page` serve every test, `stage` plays films without the app."""

import contextlib
import fcntl
import functools
import http.server
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import plotly
import pytest

from export.site import build
from tests.browser.places import DRAWN, PLACES

playwright_api = pytest.importorskip("playwright.sync_api")

ROOT = Path(__file__).parents[2]
PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
REQUIRED = os.environ.get("DOWNHILL_REQUIRE_BROWSER") == "1"
FLAGS = [
    "--no-sandbox", "--enable-unsafe-swiftshader", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
PATIENCE = 60_000  # milliseconds: two busy cores may take half a minute to open a page of many pictures
playwright_api.expect.set_options(timeout=PATIENCE)  # Streamlit draws a field empty, and fills it a moment later
HTML = """<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Stage</title><style>body { margin: 12px } :root { color-scheme: light dark }
[data-theme=dark] body { background: #0e1117 }</style>
<script src="/plotly.min.js"></script><main id="stage"></main>"""
MOUNT = """async (film) => {
    const { mount } = await import("/figures/player.js");
    globalThis.player?.destroy();
    globalThis.events = [];
    globalThis.player = mount(document.querySelector("#stage"), film, {
        plotly: Plotly, onEvent: (event) => events.push(event)
    });
}"""

SITE_SURFACES = (
    "beale", "bilinear_game", "drifting_bowl", "himmelblau", "long_valley", "monkey_saddle", "quadratic", "rosenbrock",
)  # fmt: skip
SITE_RULES = (
    "gradient_descent", "momentum", "nesterov", "adagrad", "adadelta", "rmsprop", "adam", "newton", "bfgs",
    "coordinatewise",
)  # fmt: skip


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A plain file server."""

    def log_message(self, *args):
        """Quiet."""


class Files(Quiet):
    """The repository's files, Plotly, and a page to play films on."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}

    def translate_path(self, path):
        return str(PLOTLY) if path == "/plotly.min.js" else super().translate_path(path)

    def do_GET(self):
        if self.path == "/favicon.ico":
            self.send_error(204)
            return
        if self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(HTML.encode())


def pytest_collection_modifyitems(items):
    """On two busy cores a browser now and then misses a moment: what fails is tried twice more, and must pass once."""
    for item in items:
        if Path(item.fspath).parent == Path(__file__).parent:
            item.add_marker(pytest.mark.flaky(reruns=2))


@pytest.fixture(scope="session")
def browser():
    """Chromium, headless; without one the test is skipped, or fails where DOWNHILL_REQUIRE_BROWSER=1."""
    with playwright_api.sync_playwright() as playwright:
        path = shutil.which("chromium") or playwright.chromium.executable_path
        if not Path(path).exists():
            if REQUIRED:
                pytest.fail("DOWNHILL_REQUIRE_BROWSER=1, but there is no Chromium")
            pytest.skip("there is no Chromium")
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """A page of its own; the test fails if the page logged an error."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        faults = watch(page)
        yield page
        assert not faults


def watch(page):
    """The list to which the page's errors will be added, and what it asks of others than its own server."""
    faults = []
    page.on("request", lambda request: own(request.url) or faults.append(f"asks for {request.url}"))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "console", lambda message: message.type == "error" and not expected(message) and faults.append(message.text)
    )
    return faults


def own(url):
    """Whether an address is on this machine, or within the page."""
    return urlsplit(url).hostname in (None, "127.0.0.1", "localhost")


def expected(message):
    """Streamlit looks for its server first beneath the page's own address, and finds it above."""
    return message.location.get("url", "").endswith(("/_stcore/health", "/_stcore/host-config"))


@contextlib.contextmanager
def files_served(handler, directory):
    """The address of a server of a folder."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler, directory=directory)) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def files_address():
    """A server of the repository's files."""
    with files_served(Files, ROOT) as address:
        yield address


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    """The folder of a host that has a site of a few surfaces and rules under some/base; the workers share it."""
    own = tmp_path_factory.getbasetemp()
    root = (own if worker_id == "master" else own.parent) / "host"
    folder = root / "some" / "base"
    root.mkdir(exist_ok=True)
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "sw.js").exists():
            build(folder, surfaces=SITE_SURFACES, rules=SITE_RULES)
    return root


@pytest.fixture(scope="session")
def site_address(site):
    with files_served(Quiet, site) as address:
        yield f"{address}some/base/"


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextlib.contextmanager
def serving(port=None):
    """The app in a process of its own, started as README's command does: its address, and the process."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless", "true",
               "--server.address", "127.0.0.1", "--server.port", str(port)]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            address = f"http://127.0.0.1:{port}"
            healthy(address)
            yield address, server
        finally:
            server.terminate()


@contextlib.contextmanager
def served():
    """The address of a server of the app, once it answers."""
    with serving() as (address, _):
        yield address


@pytest.fixture(scope="session")
def app_address(browser):
    """The app, served by Streamlit as README's command does."""
    with served() as address:
        yield address


def healthy(address, seconds=60):
    """Wait until the app answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


@pytest.fixture
def open_app(page, app_address):
    """A function that opens a page of the app and returns when its player has drawn every base."""

    def open_(path=""):
        page.goto(f"{app_address}/{path}")
        page.wait_for_selector("[data-player]")
        page.wait_for_function(DRAWN)
        return page

    return open_


@pytest.fixture(params=["app", "site"])
def place(request, page):
    """Where a person meets Downhill: the app, and the site, which has to answer as the app does (places.py)."""
    return PLACES[request.param](page, request.getfixturevalue(f"{request.param}_address"))


@pytest.fixture(scope="module")
def pages_of_module(browser):
    """The pages that a module's tests have opened, by their path; the tests fail if any of them logged an error."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        faults = []
        context.set_default_timeout(PATIENCE)
        context.on("page", lambda page: faults.append(watch(page)))
        yield context, {}
        assert not any(faults)


@pytest.fixture
def opened(request, pages_of_module, app_address):
    """A function that gives a page of the app, opened once for a module's tests: opening is what takes time.

    It returns when so many players have drawn every base. A test that is tried once more opens its page anew.
    """
    context, pages = pages_of_module
    if getattr(request.node, "execution_count", 1) > 1:
        while pages:
            pages.popitem()[1].close()

    def open_(path, players=1):
        if path not in pages:
            pages[path] = page = context.new_page()
            page.goto(f"{app_address}/{path}")
            page.wait_for_function(f"document.querySelectorAll('[data-player]').length >= {players} && {DRAWN}")
        pages[path].bring_to_front()
        return pages[path]

    return open_


class Stage:
    """The player on a page without the app."""

    def __init__(self, page):
        self.page = page

    def mount(self, film):
        """Play a film, in the place of the last one; returns when every base has been drawn."""
        self.page.evaluate(MOUNT, film)
        self.drawn()

    def drawn(self):
        self.page.wait_for_function(DRAWN)
        return self

    def update(self, film):
        self.page.evaluate("(film) => player.update(film)", film)
        self.drawn()

    def state(self):
        return self.page.evaluate("player.state()")

    def events(self, kind):
        return [event for event in self.page.evaluate("events") if event["type"] == kind]

    def frames(self, count=2):
        """Let the display draw."""
        self.page.evaluate(
            "(n) => new Promise((done) => { const f = () => n-- ? requestAnimationFrame(f) : done(); f() })", count
        )

    def button(self, name):
        return self.page.get_by_role("button", name=name, exact=True)

    def heads(self, panel):
        """Where the heads of a resting panel are: id → (x, y) in CSS pixels of its canvas."""
        text = self.page.locator(f"[data-panel={panel}] canvas[data-heads]").get_attribute("data-heads")
        pairs = (item.rsplit(":", 1) for item in text.split(";") if item)
        return {id: tuple(float(c) for c in place.split(",")) for id, place in pairs}


@pytest.fixture(scope="module")
def shared_stage(browser, files_address):
    with browser.new_context(viewport={"width": 1180, "height": 900}) as context:
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        faults = watch(page)
        page.goto(files_address)
        yield Stage(page)
        assert not faults


@pytest.fixture
def stage(shared_stage):
    """A stage on which nothing plays yet; its page is shared by the tests of a module, for speed."""
    yield shared_stage
    shared_stage.page.evaluate("globalThis.player?.destroy(); globalThis.player = null")
    shared_stage.page.mouse.move(0, 0)
