"""Every fixed string of pages and links, Chinese first. One table, so that no English leaks into Chinese pages."""

from __future__ import annotations

from typing import Final

_TABLE: Final[dict[str, tuple[str, str]]] = {
    "about": (
        "数字经济区的手工数字化图层,连同规划文献对它们的表述:每一数值都能追溯到文献、章节、位置与原文。",
        "Hand-digitized zones of the digital economy with what planning documents state about them: "
        "every value leads to document, section, offsets and exact words.",
    ),
    "attribution": (
        "边线部分依据 OpenStreetMap 描绘,© OpenStreetMap 贡献者(ODbL 1.0)",
        "Edges partly traced over data © OpenStreetMap contributors (ODbL 1.0)",
    ),
    "this_document": ("本文档", "This document"),
    "api_definition": ("接口定义(OpenAPI 3.0)", "API definition (OpenAPI 3.0)"),
    "api_documentation": ("接口说明", "API documentation"),
    "conformance": ("符合的标准", "Conformance"),
    "collections": ("数据集", "Collections"),
    "collection": ("数据集", "Collection"),
    "items": ("要素", "Features"),
    "item": ("要素", "Feature"),
    "next_page": ("下一页", "Next page"),
    "previous_page": ("上一页", "Previous page"),
    "queryables": ("可查询属性", "Queryables"),
    "sortables": ("可排序属性", "Sortables"),
    "schema": ("属性结构", "Schema"),
    "map": ("地图", "Map"),
    "home": ("首页", "Home"),
}


class Strings:
    """The table, read by key and language."""

    def text(self, key: str, lang: str) -> str:
        """Return the string of ``key``; an unknown key is a fault of ours and raises ``KeyError``."""
        zh, en = _TABLE[key]
        return zh if lang == "zh" else en
