"""Which park or building a number without a name beside it is about, and how far a goal reaches."""

from __future__ import annotations

import pytest

from seeds.context import make_context
from seeds.gazetteer import Gazetteer, Place
from seeds.indicators import Vocabulary
from seeds.pipeline import Settings, extract_text
from seeds.reading import Document

GAZETTEER = Gazetteer(
    [
        Place("finance-city", "汉阳国际金融城片区", "area", aliases=("金融城",)),
        Place("wuhan", "武汉市", "city", aliases=("武汉",)),
    ]
)


def names_in(text: str) -> list[str]:
    return [mention.text for mention in make_context(text, GAZETTEER).mentions]


def quantity(text: str, quote: str):
    found = extract_text(Document("d", text, "", "utf-8"), Settings(GAZETTEER, Vocabulary())).statements
    return next(s for s in found if s.kind == "quantity" and s.quote == quote)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("据悉,联东 · 襄阳智能装备产业园于 2022 年 5 月开园。", "联东·襄阳智能装备产业园"),
        ("以中国—东盟跨境电商产业园为依托。", "中国—东盟跨境电商产业园"),
        ("①环南湖文旅消费圈:布局夜间经济。", "环南湖文旅消费圈"),
    ],
)
def test_names_of_two_halves_and_of_list_items_are_whole(text: str, name: str) -> None:
    assert name in names_in(text)


def test_a_short_name_of_the_project_is_not_meant_in_a_text_from_elsewhere() -> None:
    assert "金融城" not in names_in("成都市锦江区依托金融城发展金融科技。")
    assert "金融城" in names_in("武汉市依托金融城发展金融科技。")


def test_a_word_that_names_three_districts_is_one_only_behind_its_city() -> None:
    assert "城区" not in names_in("襄阳市要推动城区与开发区联动。")


ABOUT_A_PARK = [
    # text, quote, place: what only a park has is the park's, in whatever order they are named
    (
        "樊城区软件产业加快发展\n2015年开园时,入园企业41家,产值2.2亿元。襄阳软件园五年来保持增长势头。",
        "41家",
        "襄阳软件园",
    ),
    (
        "樊城区软件产业加快发展\n2015年开园时,入园企业41家,产值2.2亿元。襄阳软件园五年来保持增长势头。",
        "2.2亿元",
        "襄阳软件园",
    ),
    (
        "襄阳市樊城区消息\n襄阳智能装备产业园日前动工。\n据介绍,规划用地210亩,总投资3亿元。",
        "210亩",
        "襄阳智能装备产业园",
    ),
    ("襄阳市樊城区消息\n襄阳智能装备产业园日前动工。\n去年,全区税收增长5%。", "5%", "樊城区"),
]


@pytest.mark.parametrize(("text", "quote", "place"), ABOUT_A_PARK)
def test_what_only_a_park_has_is_the_parks(text: str, quote: str, place: str) -> None:
    assert quantity(text, quote).place == place


REACH_OF_GOALS = [
    ("1月至7月,软件收入增长30%,完成年度目标的61.5%,互联网收入达到80亿元。", "61.5%", "actual"),
    ("1月至7月,软件收入增长30%,完成年度目标的61.5%,互联网收入达到80亿元。", "80亿元", "actual"),
    ("投资实现倍增目标,全年完成投资90亿元。", "90亿元", "actual"),
    ("初步预计,生产总值完成210亿元,工业投资增长12%。", "12%", "actual"),
    ("襄阳软件园规划建设面积约12万平方米。", "12万平方米", "actual"),
    ("该区计划用三年时间把企业总数由3100家提高到5000家。", "3100家", "actual"),
    ("该区计划用三年时间把企业总数由3100家提高到5000家。", "5000家", "target"),
    ("目前主体已完工,二期共18栋预计今年9月竣工。", "18栋", "target"),
]


@pytest.mark.parametrize(("text", "quote", "status"), REACH_OF_GOALS)
def test_a_goal_reaches_what_is_to_be_reached_only(text: str, quote: str, status: str) -> None:
    assert quantity(f"襄阳市樊城区消息\n{text}", quote).status == status
