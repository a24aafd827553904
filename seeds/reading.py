"""Documents from files: text exactly as it stands, where it came from, and on which page.

Plain text, Markdown, HTML, Word and text PDFs. The text is never normalized: offsets count in what is
returned here,  # noqa: E501 and for plain text that is the file itself, decoded, line ends and all.
"""

from __future__ import annotations

import hashlib
import io
import logging
import re
import zipfile
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from seeds.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_BYTES = 200 * 1024 * 1024
MAX_UNPACKED_BYTES = 500 * 1024 * 1024
KINDS = ".txt, .md, .html, .htm, .docx, .pdf"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_MAX_CONTROL_SHARE = 0.002
_MIN_PDF_CHARS_PER_PAGE = 8

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its provenance.

    Attributes
    ----------
    doc
        Document id: file name without its ending.
    text
        The text that all offsets count in.
    sha256
        Of the file's bytes.
    encoding
        ``utf-8``, ``gb18030`` … for plain text and HTML; the file kind for others.
    page_starts
        Offset at which each page begins; empty where there are no pages.
    """

    doc: str
    text: str
    sha256: str
    encoding: str
    page_starts: tuple[int, ...] = ()

    def page(self, offset: int) -> int | None:
        """Return the page (from 1) that ``offset`` lies on, None without pages."""
        return bisect_right(self.page_starts, offset) or None if self.page_starts else None


def read_document(path: Path | str) -> Document:
    """Read a document file.

    Raises
    ------
    DocumentError
        If the file is missing, too large, of an unknown kind, not text, encrypted, or a scan without text.
    """
    path = Path(path)
    where = str(path)
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise DocumentError("A folder is not a document", where=where, allowed=KINDS)
        if size > MAX_BYTES:
            raise DocumentError(
                "The document is too large", value=size, where=where, allowed=f"up to {MAX_BYTES} bytes"
            )
        raw = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"The document cannot be read: {error.strerror}", where=where) from error
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise DocumentError("Unknown kind of document", value=path.suffix, where=where, allowed=KINDS)
    text, encoding, pages = reader(raw, where)
    return Document(path.stem, text, hashlib.sha256(raw).hexdigest(), encoding, pages)


_Read = tuple[str, str, tuple[int, ...]]


def decode(raw: bytes, where: str) -> tuple[str, str]:
    """Return the text of ``raw`` and its encoding: UTF-8, UTF-16 with byte order mark, or GB18030.

    A byte order mark stays in the text, as it stands in the file.
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = "utf-16-le" if raw.startswith(b"\xff\xfe") else "utf-16-be"
        candidates = [codec]
    else:
        candidates = ["utf-8", "gb18030"]
    for codec in candidates:
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        controls = len(_CONTROL.findall(text))
        if controls > _MAX_CONTROL_SHARE * len(text):
            break
        if codec == "gb18030" and not _reads_chinese(text):
            break
        return text, codec
    raise DocumentError(
        "Not a text", value=raw[:8], where=where, allowed="UTF-8, GB18030 or UTF-16 with byte order mark"
    )


def _reads_chinese(text: str) -> bool:
    """Return whether a text that decoded as GB18030 is Chinese: almost any bytes decode, few make common characters."""  # noqa: E501
    beyond = [char for char in text if char > "\x7f"]
    if not beyond:
        return True
    common = sum(
        1
        for char in beyond
        if "\u4e00" <= char <= "\u9fa5" or char in "。，、；：？！“”‘’（）《》—…　％·０１２３４５６７８９"
    )
    return common >= 0.9 * len(beyond)


def _read_text(raw: bytes, where: str) -> _Read:
    text, encoding = decode(raw, where)
    return text, encoding, ()


def _read_html(raw: bytes, where: str) -> _Read:
    from lxml import etree, html  # noqa: PLC0415 (only for this kind)

    declared = re.search(rb"charset=[\"']?\s*(gb2312|gbk|gb18030|big5)", raw[:2048], re.IGNORECASE)
    if declared:
        name = "big5" if declared[1].lower() == b"big5" else "gb18030"
        try:
            source, encoding = raw.decode(name), name
        except UnicodeDecodeError:
            source, encoding = decode(raw, where)
    else:
        source, encoding = decode(raw, where)
    source = re.sub(r"^\s*<\?xml[^>]*\?>", "", source.lstrip("\ufeff"))
    try:
        root = html.document_fromstring(source)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(f"Not an HTML document: {error}", where=where) from error
    lines: list[str] = []
    _walk(root, lines)
    text = re.sub(r"[ \t\u00a0]*\n[ \t\u00a0]*", "\n", "".join(lines))
    return re.sub(r"\n{2,}", "\n", text).strip("\n") + "\n", encoding, ()


_SKIPPED = {"script", "style", "noscript", "template", "svg", "head", "nav", "button", "select"}
_BREAKING = {
    "p", "div", "br", "li", "ul", "ol", "tr", "table", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6",  # noqa: E501
    "header", "footer", "main", "blockquote", "figure", "figcaption", "caption", "dt", "dd", "title", "aside", "hr",  # noqa: E501
}  # fmt: skip


def _walk(root: object, lines: list[str]) -> None:
    """Append the words under ``root``, one line a block element. Iterative: HTML may nest as deep as it likes."""  # noqa: E501
    stack: list[tuple[object, bool]] = [(root, False)]
    while stack:
        node, leaving = stack.pop()
        tag = getattr(node, "tag", None)
        name = tag if isinstance(tag, str) else ""
        if leaving:
            if name in _BREAKING:
                lines.append("\n")
            elif name in ("td", "th"):
                lines.append(" ")
            lines.append(_inline(getattr(node, "tail", None)))
            continue
        if name in _SKIPPED or not name:
            lines.append(_inline(getattr(node, "tail", None)))
            continue
        if name in _BREAKING:
            lines.append("\n")
        lines.append(_inline(getattr(node, "text", None)))
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(list(node)))  # type: ignore[call-overload]


def _inline(text: str | None) -> str:
    return re.sub(r"\s+", " ", text) if text else ""


def _read_docx(raw: bytes, where: str) -> _Read:
    from docx import Document as open_docx  # noqa: N813, PLC0415 (only for this kind)
    from docx.table import Table  # noqa: PLC0415

    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        raise DocumentError(
            "An encrypted or old Word document", where=where, allowed=".docx without a password"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED_BYTES:
                raise DocumentError(  # noqa: TRY301
                    "The document unpacks to too much", where=where, allowed=f"{MAX_UNPACKED_BYTES} bytes"
                )
        document = open_docx(io.BytesIO(raw))
    except DocumentError:
        raise
    except Exception as error:  # python-docx lets errors of zipfile, lxml and its own through
        raise DocumentError(f"Not a Word document: {type(error).__name__}", where=where) from error
    lines = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells: list[str] = []
                for cell in row.cells:
                    words = cell.text.strip()
                    if not cells or cells[-1] != words:  # merged cells repeat
                        cells.append(words)
                lines.append(" ".join(cells))
        else:
            lines.append(block.text)
    return "\n".join(lines) + "\n", "docx", ()


def _read_pdf(raw: bytes, where: str) -> _Read:
    from pypdf import PdfReader  # noqa: PLC0415 (only for this kind)
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    # pypdf logs every oddity of a file as a warning of its own.
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentError(  # noqa: TRY301
                "An encrypted PDF", where=where, allowed="a PDF that opens without a password"
            )
        pages = [page.extract_text() or "" for page in reader.pages]
    except DocumentError:
        raise
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
        OSError,
    ) as error:
        raise DocumentError(f"Not a readable PDF: {type(error).__name__}", where=where) from error
    if not pages or sum(len(page.strip()) for page in pages) < _MIN_PDF_CHARS_PER_PAGE * len(pages):
        raise DocumentError(
            "A PDF without text, most likely a scan", value=f"{len(pages)} pages", where=where,
            allowed="a PDF with a text layer (run OCR first)",
        )  # fmt: skip
    starts, text = [], []
    at = 0
    for page in pages:
        starts.append(at)
        # Lone surrogates come out of broken font tables and cannot be written as UTF-8.
        words = page.encode("utf-8", "replace").decode("utf-8") + "\n"
        text.append(words)
        at += len(words)
    return "".join(text), "pdf", tuple(starts)


_READERS: dict[str, Callable[[bytes, str], _Read]] = {
    ".txt": _read_text,
    ".md": _read_text,
    ".text": _read_text,
    ".html": _read_html,
    ".htm": _read_html,
    ".xhtml": _read_html,
    ".docx": _read_docx,
    ".pdf": _read_pdf,
}
