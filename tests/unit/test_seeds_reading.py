"""Documents from files of every kind, and the errors of those that cannot be read."""

import docx
import pytest

from seeds.errors import DocumentError
from seeds.pipeline import extract_documents
from seeds.reading import MAX_BYTES, decode, read_document


def write(tmp_path, name, data):
    path = tmp_path / name
    path.write_bytes(data)
    return path


def test_text_keeps_line_ends_and_marks(tmp_path):
    document = read_document(write(tmp_path, "a.txt", "一\r\n二\r三\n".encode()))
    assert (document.doc, document.text, document.encoding) == ("a", "一\r\n二\r三\n", "utf-8")
    assert len(document.sha256) == 64


@pytest.mark.parametrize(
    ("codec", "name"),
    [("utf-8", "utf-8"), ("gb18030", "gb18030"), ("gbk", "gb18030"), ("utf-16", "utf-16-le")],
)
def test_encodings_are_told_apart(codec, name):
    text, encoding = decode("广州市海珠区数字经济发展规划，增长31.7％。".encode(codec), "x")
    assert encoding == name
    assert text.lstrip("\ufeff").startswith("广州市")


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02\x03" * 50, b"\x89PNG\r\n\x1a\n" + bytes(range(256)), b"\xff\xd8\xff\xe0" * 20]
)
def test_a_binary_is_refused(tmp_path, data):
    with pytest.raises(DocumentError, match="Not a text") as caught:
        read_document(write(tmp_path, "b.txt", data))
    assert caught.value.where.endswith("b.txt")


def test_missing_unknown_and_folder(tmp_path):
    for path in (tmp_path / "none.txt", write(tmp_path, "a.xls", b"x"), tmp_path):
        with pytest.raises(DocumentError):
            read_document(path)


def test_too_large_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.txt"
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(DocumentError, match="too large"):
        read_document(path)


def test_html(tmp_path):
    page = "<html><head><title>规划</title><script>1</script></head><body><h1>西湖区规划</h1><p>增长<b>5.6</b>%。</p></body></html>"
    text = read_document(write(tmp_path, "a.html", page.encode())).text
    assert "增长5.6%。" in text
    assert "<" not in text
    page = "<meta charset=gb2312><p>杭州市企业30家</p>"
    assert "杭州市企业30家" in read_document(write(tmp_path, "b.html", page.encode("gbk"))).text


def test_word_with_a_table(tmp_path):
    document = docx.Document()
    document.add_paragraph("西湖区规划")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "企业", "30家"
    document.save(str(tmp_path / "a.docx"))
    assert read_document(tmp_path / "a.docx").text == "西湖区规划\n企业 30家\n"


@pytest.mark.parametrize("name", ["a.docx", "a.pdf"])
@pytest.mark.parametrize(
    "data", [b"", b"garbage", b"\xd0\xcf\x11\xe0rest", b"%PDF-1.4 broken", b"PK\x03\x04"]
)
def test_broken_office_files(tmp_path, name, data):
    with pytest.raises(DocumentError):
        read_document(write(tmp_path, name, data))


def _pdf(stream: bytes) -> bytes:
    """Return a one-page PDF, written by hand, whose page draws ``stream``."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        offsets.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return (
        out
        + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(out))
    )


def test_pdf_text_and_page(tmp_path):
    document = read_document(
        write(tmp_path, "a.pdf", _pdf(b"BT /F1 12 Tf 10 100 Td (Twelve parks, 30 firms) Tj ET"))
    )
    assert "30 firms" in document.text
    assert (document.page(0), document.encoding) == (1, "pdf")


def test_a_scan_is_refused(tmp_path):
    with pytest.raises(DocumentError, match="scan"):
        read_document(write(tmp_path, "scan.pdf", _pdf(b"")))


def test_one_bad_file_does_not_stop_the_others(tmp_path):
    good = write(tmp_path, "good.txt", "杭州市新增企业12家。".encode())
    errors = []
    found = list(extract_documents([tmp_path / "none.txt", good], on_error=errors.append))
    assert [s.quote for s in found if s.kind == "quantity"] == ["12家"]
    assert len(errors) == 1
    with pytest.raises(DocumentError):
        list(extract_documents([tmp_path / "none.txt", good]))
