"""MapLibre GL in headless Chromium draws the served style, from GeoJSON and from the vector tiles."""

from __future__ import annotations

import json
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytestmark = [pytest.mark.interop, pytest.mark.browser]
LIBRARY = Path(__file__).resolve().parents[1] / "tools/node_modules/maplibre-gl/dist/maplibre-gl.js"
# MapLibre needs WebGL; without a graphics card SwiftShader draws.
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--no-first-run",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
DRAW = """style => new Promise((done, failed) => {
  const map = new maplibregl.Map({ container: 'map', style, attributionControl: false, fadeDuration: 0, canvasContextAttributes: { preserveDrawingBuffer: true } });
  map.on('error', event => failed(new Error(event.error.message)));
  map.once('idle', () => {
    const seen = {};
    for (const feature of map.queryRenderedFeatures()) {
      const key = feature.layer.source;
      (seen[key] ??= {})[feature.properties.place_id ?? feature.properties.edge_id ?? feature.properties.id] = feature.properties.name_zh ?? '';
    }
    const gl = map.getCanvas().getContext('webgl2');
    const at = lonlat => { const { x, y } = map.project(lonlat), pixels = new Uint8Array(4 * 21 * 21);
      gl.readPixels(x - 10, map.getCanvas().height - y - 10, 21, 21, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
      return [0, 1, 2].map(band => pixels.filter((_, i) => i % 4 === band).reduce((sum, value) => sum + value, 0) / 441); };
    done({ seen, layers: map.getStyle().layers.length, pixels: window.places.map(at) });
  });
})"""


class ClientPage(BaseHTTPRequestHandler):
    """The page of some other site that embeds the atlas."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><div id=map style='width:900px;height:600px'></div>")

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def client_url():
    with ThreadingHTTPServer(("127.0.0.1", 0), ClientPage) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def page(client_url, playwright_run):
    browser = playwright_run.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
    page = browser.new_page(viewport={"width": 900, "height": 600})
    page.goto(client_url)
    yield page
    browser.close()


def read(address):
    with urllib.request.urlopen(address) as reply:
        return json.load(reply)


def draw(page, style, places):
    page.reload()
    page.add_script_tag(path=str(LIBRARY))
    page.evaluate("places => { window.places = places; }", places)
    return page.evaluate(DRAW, style)


def inner_points(atlas, name):
    return [
        list(feature.geometry.representative_point().coords[0])
        for feature in atlas.collections[name].features
    ]


def as_tiles(style, server):
    """The same style with one vector source in place of a GeoJSON source for each collection."""
    layers = [
        {**layer, "source": "atlas", "source-layer": layer["source"]} if "source" in layer else layer
        for layer in style["layers"]
    ]
    source = {"type": "vector", "url": f"{server}/tiles/WebMercatorQuad?f=tilejson"}
    return style | {"sources": {"atlas": source}, "layers": layers}


def test_the_style_is_drawn_from_geojson_and_from_tiles_alike(page, api_server, real_atlas):
    style = read(f"{api_server}/styles/atlas?f=mapbox")
    places = inner_points(real_atlas, "zones")
    plain = draw(page, f"{api_server}/styles/atlas?f=mapbox", places)
    assert plain["layers"] == len(style["layers"])
    for name in ("zones", "sub_zones"):
        drawn = {
            feature.id: feature.properties["name_zh"] for feature in real_atlas.collections[name].features
        }
        assert drawn.items() <= plain["seen"][name].items(), name
    assert len(plain["seen"]["edges"]) > 10
    assert len(plain["seen"]["sites"]) > 10
    tiled = draw(page, as_tiles(style, api_server), places)
    everything = {
        key: value
        for rows in plain["seen"].values()
        for key, value in rows.items()
        if key in real_atlas.collections["places"].index
    }
    assert everything.items() <= tiled["seen"]["atlas"].items()
    # Drawn alike: the mean colour inside each zone is the same from both, and the zones differ from one another.
    for one, other in zip(plain["pixels"], tiled["pixels"], strict=True):
        assert max(abs(a - b) for a, b in zip(one, other, strict=True)) <= 12, (
            plain["pixels"],
            tiled["pixels"],
        )
    assert len({tuple(map(round, pixel)) for pixel in plain["pixels"]}) == len(places)


@pytest.mark.parametrize("name", ["zones", "sites", "edges"])
def test_the_style_of_one_collection_is_drawn(page, api_server, real_atlas, name):
    drawn = draw(page, f"{api_server}/styles/{name}?f=mapbox", [])
    assert set(drawn["seen"]) == {name}
    assert len(drawn["seen"][name]) >= min(10, len(real_atlas.collections[name].features))
