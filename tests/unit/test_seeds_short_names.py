"""The short names a document gives its places without saying so."""

import pytest

from seeds.context import make_context
from seeds.gazetteer import Gazetteer
from seeds.short_names import find_short_names

NATIONAL = Gazetteer()


def named(text):
    return [mention.text for mention in make_context(text, NATIONAL).mentions]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("衡水湖科学城今年扩区。未来,衡水湖将打造桑陶小镇。衡水湖科学城正在招商。", "衡水湖"),
        ("柳荫智塔和柳荫传媒港相继落成,柳荫传媒港位于河畔。柳荫正加快招商。", "柳荫"),
        ("柳荫作为全市更新的重要承载区,将引入剧院。", "柳荫"),
        ("上海更新水岸,徐汇滨江十年磨一剑。", "徐汇滨江"),
    ],
)
def test_a_bare_name_is_a_place_where_longer_names_or_a_frame_say_so(text, name):
    assert name in named(text)


@pytest.mark.parametrize(
    "text",
    [
        "北辰纺织商圈正在更新。在纺织、商贸等领域发力。北辰纺织商圈迎客。",
        "国际科学城位于城东,国际创新园位于城西。国际将继续合作。",
        "企业作为创新的主体和重要枢纽,要加大投入。",
        "数字经济作为发展的重要引擎,增长迅速。",
    ],
)
def test_a_common_word_is_no_bare_name(text):
    mentions = make_context(text, NATIONAL).mentions
    assert {mention.text for mention in mentions} <= {"北辰纺织商圈", "国际科学城", "国际创新园"}


def test_a_kind_of_place_alone_is_the_last_of_its_kind():
    text = "走进云麓软件园,处处是工地。旁边的石门小镇迎来游客。软件园已引进华锐科技。"
    found = find_short_names(text, make_context(text, NATIONAL).mentions)
    assert [(text[m.start : m.end], m.text) for m in found] == []  # already found with the context
    assert named(text).count("云麓软件园") == 2


def test_a_bare_name_inside_a_company_is_none():
    text = "柳荫智塔和柳荫传媒港相继落成,柳荫传媒港位于河畔。柳荫正加快招商。柳荫集团表示满意。"
    context = make_context(text, NATIONAL)
    assert [m.start for m in context.mentions if m.text == "柳荫"] == [text.index("柳荫正")]


def test_a_site_is_named_without_its_district_where_the_document_does_so_too():
    text = "在余杭区云城路片区建设公园。云城路片区将打造创新走廊。"
    assert named(text) == ["云城路片区", "云城路片区"]
    assert named("在余杭区云城路片区建设公园。") == ["余杭区云城路片区"]


def test_a_city_in_front_of_a_listed_zone_is_its_address():
    assert named("南京江北新区成为国家级新区。") == ["江北新区"]


def test_a_bank_of_a_river_is_no_province():
    assert "河北" not in named("张村河北岸片区归属株洲路片区。")
