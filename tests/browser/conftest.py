"""What the page tests share: the real atlas, both forms of the page, and Chromium with the network cut off."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import uvicorn

from api.app import create_app
from api.settings import Settings
from layers.build import build_atlas
from layers.project import Project
from layers.store import load_atlas
from maps.page import POLICY, build_page
from maps.strings import translator
from maps.vendor import STATIC_DIR, vendor
from maps.words import load_words

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}


@pytest.fixture(scope="session")
def project():
    return Project.load(ROOT)


@pytest.fixture(scope="session")
def atlas(project, tmp_path_factory):
    vendor()
    return load_atlas(build_atlas(project, tmp_path_factory.mktemp("atlas") / "atlas"))


@pytest.fixture(scope="session")
def words(project):
    return load_words(project)


@pytest.fixture(scope="session")
def inline_file(atlas, words, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "图集 atlas.html"
    path.write_text(build_page(atlas, "inline", words=words).html, encoding="utf-8")
    return path


class PageHandler(SimpleHTTPRequestHandler):
    """Serves one page as the API does: /map, its assets below, /static/, with the page's policy."""

    def __init__(self, page, *args):
        self.page = page
        super().__init__(*args, directory=str(STATIC_DIR.parent))

    def do_GET(self):
        path = self.path.split("?")[0]
        if path == "/map":
            self.reply(self.page.html, "text/html")
        elif path.startswith("/map/") and path[5:] in self.page.assets:
            self.reply(self.page.assets[path[5:]], TYPES[Path(path).suffix])
        else:
            super().do_GET()

    def reply(self, text, media_type):
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{media_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def serve():
    """A function that serves a page and returns its address."""
    servers = []

    def start(page):
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(PageHandler, page))
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}/map"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def served_url(atlas, words, serve):
    return serve(build_page(atlas, "served", words=words))


@pytest.fixture(scope="session")
def chromium(playwright_run):
    browser = playwright_run.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def until():
    """A function that waits until an expression holds in a page; Playwright's own is stopped by the page's policy."""

    def wait(page, expression, arg=None, seconds=30):
        end = time.monotonic() + seconds
        while not page.evaluate(expression, arg):
            assert time.monotonic() < end, f"never: {expression}"
            page.wait_for_timeout(40)

    return wait


@dataclass
class Watch:
    """What went wrong in a page, and what left it."""

    console: list = field(default_factory=list)
    outside: list = field(default_factory=list)

    def attach(self, page):
        page.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.console.append(f"error: {error}"))
        page.on("request", lambda request: self.note(request.url))

    def note(self, url):
        if not url.startswith(("file:", "data:", "blob:", "http://127.0.0.1:")):
            self.outside.append(url)


@pytest.fixture
def open_page(chromium):
    """A function that opens an address, waits until it is drawn, and checks at the end that console and network are clean."""
    contexts, watches = [], []

    def open_it(
        url, *, lang="zh", theme="light", size=(1440, 900), clean=True, ready=True, touch=False, **options
    ):
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=theme,
            locale="zh-CN" if lang == "zh" else "en-GB",
            reduced_motion="reduce",
            has_touch=touch,
            **options,
        )
        # Nothing answers outside this machine.
        context.route(
            lambda address: not address.startswith(("file:", "data:", "blob:", "http://127.0.0.1:")),
            lambda route: route.abort(),
        )
        contexts.append(context)
        page = context.new_page()
        watch = Watch()
        watch.attach(page)
        if clean:
            watches.append(watch)
        page.goto(url if isinstance(url, str) else url.as_uri())
        if ready:
            page.wait_for_selector("body.ready", timeout=20_000)
        return page

    yield open_it
    for context in contexts:
        context.close()
    for watch in watches:
        assert watch.console == []
        assert watch.outside == []


@pytest.fixture(params=["inline", "served"])
def page_url(request, inline_file, served_url):
    """The address of the page, in each of its forms."""
    return inline_file.as_uri() if request.param == "inline" else served_url


@pytest.fixture(params=["zh", "en"])
def lang(request):
    """A language of the browser."""
    return request.param


@pytest.fixture
def t(lang):
    """What the page says in that language, by key."""
    return translator(lang)


@pytest.fixture(scope="session")
def api_url(atlas, words):
    """Address of the whole server over the real atlas."""
    app = create_app(Settings(), atlas, words)
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", lifespan="off", ws="none")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
