"""The review page in real Chromium, network blocked, both forms: decisions by mouse and key, the table it gives, safety."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import shutil
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from layers.project import Project
from layers.review import ReviewDesk
from maps.review import REVIEW_POLICY, review_page
from seeds.review_table import COLUMNS

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "tests/tools/node_modules/axe-core/axe.min.js"


@pytest.fixture(scope="session")
def review_file(atlas, words, tmp_path_factory):
    path = tmp_path_factory.mktemp("review") / "审核 review.html"
    path.write_text(review_page(atlas, "inline", words=words).html, encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def review_server(atlas, words):
    """The API's own answers on a real port: page, files, headers."""
    client = TestClient(create_app(Settings(), atlas, words), base_url="http://127.0.0.1")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            answer = client.get(
                self.path, headers={"accept-language": self.headers.get("accept-language", "")}
            )
            self.send_response(answer.status_code)
            for name in ("content-type", "content-security-policy"):
                if name in answer.headers:
                    self.send_header(name, answer.headers[name])
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/review"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["inline", "served"])
def review_url(request, review_file, review_server):
    return review_file.as_uri() if request.param == "inline" else review_server


def sign(page, name="李明"):
    page.fill("#who", name)
    page.locator("#list .row-main").first.click()


def current(page):
    return page.locator(".row.is-current").get_attribute("data-id")


def downloaded(page):
    with page.expect_download() as caught:
        page.locator("#download").click()
    data = Path(caught.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert next(reader) == [f"{key} {name}" for key, name in COLUMNS.items()]
    return data, [dict(zip(COLUMNS, row, strict=True)) for row in reader]


def select_words(page, words):
    page.evaluate(
        """words => { const box = document.getElementById("text"); const walk = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
        const nodes = []; let text = ""; while (walk.nextNode()) { nodes.push([walk.currentNode, text.length]); text += walk.currentNode.data; }
        const start = text.indexOf(words), end = start + words.length; const at = offset => { const [node, from] = nodes.filter(([, from]) => from <= offset).pop(); return [node, offset - from]; };
        const range = document.createRange(); range.setStart(...at(start)); range.setEnd(...at(end - 1)); range.setEnd(range.endContainer, range.endOffset + 1);
        getSelection().removeAllRanges(); getSelection().addRange(range); }""",
        words,
    )


def test_every_statement_is_listed_and_marked(open_page, review_url, atlas):
    page = open_page(review_url)
    assert page.locator("#list .row").count() == len(atlas.statements)
    doc = page.locator("#doc").input_value()
    ids = {row["id"] for row in atlas.statements if row["doc"] == doc}
    marked = page.evaluate(
        "[...document.querySelectorAll('#text mark')].flatMap(mark => mark.dataset.ids.split(' '))"
    )
    assert set(marked) == ids
    assert page.evaluate("document.getElementById('text').textContent") == atlas.texts[doc]
    assert page.title() == "陈述审核 · 数字经济区图集 · 海珠"


def test_keys_go_through_the_list_and_the_document_follows(open_page, review_url):
    page = open_page(review_url)
    sign(page)
    seen = [current(page)]
    for key in "jjjk":
        page.keyboard.press(key)
        seen.append(current(page))
        mark = page.locator("#text mark.current").first
        assert mark.is_visible()
        assert current(page) in mark.get_attribute("data-ids").split()
    assert len(set(seen[:4])) == 4
    assert seen[4] == seen[2]


def test_a_click_on_overlapping_marks_goes_through_all_of_them(open_page, review_url):
    page = open_page(review_url)
    several = page.locator("#text mark.several").first
    ids = several.get_attribute("data-ids").split()
    assert len(ids) > 1
    seen = set()
    for _ in ids:
        several.click()
        seen.add(current(page))
    assert seen == set(ids)


def test_decisions_are_kept_and_come_out_as_the_table_import_takes(open_page, review_url, tmp_path):
    page = open_page(review_url, accept_downloads=True)
    page.keyboard.press("a")
    assert page.evaluate("document.activeElement.id") == "who", "a decision needs a name"
    sign(page)
    accepted = current(page)
    page.keyboard.press("a")
    assert current(page) != accepted, "on to the next"
    rejected = current(page)
    page.keyboard.press("r")
    page.locator(".editor-form [type=submit]").click()
    assert "请写理由" in page.locator("#bad-why").inner_text()
    page.fill("#field-why", "原文并非此意")
    page.keyboard.press("Enter")
    page.select_option("#filter-kind", "quantity")
    page.keyboard.press("Escape")
    page.locator("#list .row:not(.here) .row-main").first.click()
    corrected = current(page)
    page.keyboard.press("c")
    page.fill("#field-period", "二〇二五")
    page.fill("#field-why", "时期有误")
    page.keyboard.press("Enter")
    assert "2021Q1" in page.locator("#bad-period").inner_text()
    page.fill("#field-period", "2025")
    page.select_option("#field-status", "target")
    page.keyboard.press("Enter")
    assert page.locator("#editor").is_hidden()
    select_words(page, "2019年广州出台")
    page.locator("#add").click()
    page.select_option("#field-kind", "role")
    page.fill("#field-place_id", "guangzhou")
    page.select_option("#field-relation", "task")
    page.fill("#field-objects", "广州")
    page.fill("#field-why", "漏读")
    page.keyboard.press("Enter")
    assert page.locator(".row.state-added").count() == 1

    page.reload()
    page.wait_for_selector("body.ready")
    assert page.locator("#who").input_value() == "李明"
    assert page.locator(".row.here").count() == 4
    data, rows = downloaded(page)
    said = {(row["id"] or "new", row["action"]) for row in rows}
    assert {(accepted, "accept"), (rejected, "reject"), (corrected, "correct"), ("new", "add")} <= said
    assert {row["field"] for row in rows if row["action"] == "correct"} <= {"period", "status"}

    root = tmp_path / "project"
    for name in ("layers", "seeds"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    desk = ReviewDesk(Project.load(root))
    judged = desk.take(data)
    assert [str(error) for error in judged.errors] == []
    assert sorted(str(d.action) for d in judged.new) == ["accept", "add", "correct", "reject"]
    states = {s.id: s for item in desk.reviewed for s in item.statements}
    assert states[accepted].review == "accepted"
    assert states[rejected].review == "rejected"
    assert (states[corrected].period, states[corrected].status) == ("2025", "target")
    added = next(s for s in states.values() if s.rule == "review.add")
    assert added.quote == "2019年广州出台"
    assert desk.unapplied == []


def test_undo_takes_a_decision_back(open_page, review_url):
    page = open_page(review_url)
    sign(page)
    first = current(page)
    page.keyboard.press("a")
    page.keyboard.press("k")
    assert current(page) == first
    page.keyboard.press("u")
    assert page.locator(".row.here").count() == 0
    assert page.locator("#download").is_disabled()


def test_filters(open_page, review_file, atlas):
    page = open_page(review_file.as_uri())
    rows = atlas.statements
    page.select_option("#filter-kind", "role")
    assert page.locator("#list .row").count() == sum(row["kind"] == "role" for row in rows)
    page.select_option("#filter-relation", "hosts")
    assert page.locator("#list .row").count() == sum(row.get("relation") == "hosts" for row in rows)
    page.locator("#filter-clear").click()
    doc = rows[-1]["doc"]
    page.select_option("#filter-doc", doc)
    assert page.locator("#list .row").count() == sum(row["doc"] == doc for row in rows)
    page.locator("#filter-clear").click()
    page.select_option("#filter-place", "pazhou-pilot-zone")
    assert page.locator("#list .row").count() == sum(row["place_id"] == "pazhou-pilot-zone" for row in rows)
    page.locator("#filter-clear").click()
    page.fill("#filter-text", "没有这样的词")
    assert page.locator("#list .none").inner_text() == "没有符合条件的陈述。"
    page.keyboard.press("a")
    assert page.locator("#filter-text").input_value().endswith("a"), "typing is no shortcut"


def test_single_keys_can_be_turned_off(open_page, review_file):
    page = open_page(review_file.as_uri())
    sign(page)
    page.keyboard.press("?")
    page.locator("#help-dialog .toggle input").uncheck()
    page.keyboard.press("Escape")
    page.locator("#list .row-main").first.focus()
    page.keyboard.press("a")
    assert page.locator(".row.here").count() == 0


STRAY = """([wanted, own]) => { const found = []; const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) { const node = walk.currentNode;
    if (new RegExp(wanted).test(node.data) && !node.parentElement.closest(`[lang="${own}"], script, noscript, datalist, #lang, kbd, code`)) found.push(node.data.trim()); }
  return found; }"""


def test_no_chinese_leaks_into_the_english_page(open_page, review_file):
    page = open_page(review_file.as_uri(), lang="en")
    sign(page, "Li Ming")
    page.keyboard.press("c")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate(STRAY, ["[\\u4e00-\\u9fff]", "zh-Hans"]) == []
    page.locator("#lang").click()
    assert page.locator("#editor h2").inner_text() == "更正"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (390, 844)])
def test_axe_finds_nothing(open_page, review_file, theme, size):
    # Its policy allows the page's own script only; axe comes in through the debugger, not through the page.
    page = open_page(review_file.as_uri(), theme=theme, size=size, bypass_csp=True)
    sign(page)
    page.keyboard.press("a")
    for key in ("c", "?"):
        page.keyboard.press(key)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
        assert [(row["id"], [node["html"][:120] for node in row["nodes"][:3]]) for row in found] == []
        page.keyboard.press("Escape")
        page.locator(".row.is-current .row-main").focus()


@pytest.mark.parametrize("width", [1440, 768, 390, 320])
def test_nothing_runs_out_of_the_window(open_page, review_file, width):
    page = open_page(review_file.as_uri(), size=(width, 800))
    sign(page)
    page.keyboard.press("c")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".editor-form [type=submit]").is_visible()


def test_hostile_values_stay_text(open_page, atlas, words, tmp_path):
    bad = "</script><img src=x onerror=alert(1)><b>&amp;'\"𠮷"
    row = next(row for row in atlas.statements if row["kind"] == "quantity")
    hostile = {**row, "id": "s-evil", "subject": bad, "place": bad, "section": [bad], "place_id": None}
    doc = {**atlas.documents[row["doc"]], "title": bad, "issuer": bad}
    texts = {
        **atlas.texts,
        row["doc"]: atlas.texts[row["doc"]][: row["start"]] + atlas.texts[row["doc"]][row["start"] :] + bad,
    }
    manifest = json.loads(json.dumps(atlas.manifest))
    manifest["project"]["title_zh"] = bad
    evil = dataclasses.replace(
        atlas,
        manifest=manifest,
        statements=(*atlas.statements, hostile),
        documents={**atlas.documents, row["doc"]: doc},
        texts=texts,
    )
    path = tmp_path / "evil.html"
    path.write_text(review_page(evil, "inline", words=words).html, encoding="utf-8")
    page = open_page(path.as_uri())
    sign(page, bad)
    page.fill("#filter-text", "s-evil")
    page.locator("#list .row-main").first.click()
    assert bad in page.locator(".detail").inner_text()
    assert page.locator("img").count() == 0
    page.keyboard.press("Escape")
    page.locator(".row.is-current .row-main").focus()
    page.keyboard.press("a")
    _, rows = downloaded(page)
    assert rows[0]["who"] == bad


def test_astral_characters_do_not_shift_a_selection(open_page, atlas, words, tmp_path):
    doc = next(iter(atlas.texts))
    shifted = "𠮷𝕏𠮷" + atlas.texts[doc]
    rows = tuple(
        {**row, "start": row["start"] + 3, "end": row["end"] + 3} if row["doc"] == doc else row
        for row in atlas.statements
    )
    path = tmp_path / "astral.html"
    html = review_page(
        dataclasses.replace(atlas, statements=rows, texts={**atlas.texts, doc: shifted}),
        "inline",
        words=words,
    ).html
    path.write_text(html, encoding="utf-8")
    page = open_page(path.as_uri())
    sign(page)
    assert (
        page.locator("#text mark.current").first.inner_text()
        == next(row for row in rows if row["id"] == current(page))["quote"]
    )
    select_words(page, "2019年广州出台")
    page.keyboard.press("n")
    page.select_option("#field-kind", "role")
    page.fill("#field-place_id", "guangzhou")
    page.fill("#field-why", "漏读")
    page.keyboard.press("Enter")
    _, out = downloaded(page)
    start, end = int(out[0]["start"]), int(out[0]["end"])
    assert shifted[start:end] == out[0]["quote"] == "2019年广州出台"


def test_decisions_on_words_that_changed_are_told_and_left_out(open_page, atlas, words, tmp_path):
    path = tmp_path / "review.html"
    path.write_text(review_page(atlas, "inline", words=words).html, encoding="utf-8")
    page = open_page(path.as_uri())
    sign(page)
    page.keyboard.press("a")
    page.keyboard.press("a")
    select_words(page, "2019年广州出台")
    page.locator("#add").click()
    page.select_option("#field-kind", "role")
    page.fill("#field-place_id", "guangzhou")
    page.fill("#field-why", "漏读")
    page.keyboard.press("Enter")
    assert "(3)" in page.locator("#download").inner_text()
    first = atlas.statements[0]
    # Both kinds of statements have a place: whichever stands first is read otherwise now.
    rows = ({**first, "place": "别处"}, *atlas.statements[1:])
    texts = {
        **atlas.texts,
        first["doc"]: atlas.texts[first["doc"]].replace("2019年广州出台", "2018年广州出台"),
    }
    path.write_text(
        review_page(dataclasses.replace(atlas, statements=rows, texts=texts), "inline", words=words).html,
        encoding="utf-8",
    )
    page.reload()
    page.wait_for_selector("body.ready")
    assert "(1)" in page.locator("#download").inner_text()
    _, out = downloaded(page)
    assert [row["id"] for row in out] == [atlas.statements[1]["id"]]
    assert "2 条" in page.locator("#live").inner_text()


def test_broken_storage_does_not_keep_the_page_from_opening(open_page, review_file):
    page = open_page(review_file.as_uri())
    for junk in ("not json", "[]", "null", '{"decisions": 3}'):
        page.evaluate(
            "junk => { for (const key of Object.keys(localStorage)) localStorage.setItem(key, junk); localStorage.setItem('zone-atlas-review:haizhu', junk); }",
            junk,
        )
        page.reload()
        page.wait_for_selector("body.ready")
        sign(page)
        page.keyboard.press("a")
        assert page.locator(".row.here").count() == 1


def test_the_served_page_has_a_policy_without_inline_scripts(atlas, words):
    client = TestClient(create_app(Settings(), atlas, words))
    answer = client.get("/review", headers={"accept-language": "en"})
    assert answer.headers["content-security-policy"] == REVIEW_POLICY
    assert "unsafe" not in REVIEW_POLICY
    assert '<html lang="en">' in answer.text
    assert client.get("/review/data.json?v=1").headers["cache-control"].endswith("immutable")
    assert client.get("/review/other.js").status_code == 404
    assert client.post("/review").status_code == 405
