"""The place of a number: what opens a clause or is entered, bare kinds, the document's own place, lists."""

import pytest

from seeds.gazetteer import Gazetteer
from seeds.indicators import Vocabulary
from seeds.pipeline import Settings, extract_text
from seeds.reading import Document

SETTINGS = Settings(Gazetteer(), Vocabulary())
HEAD = "杭州市西湖区数字经济发展情况\n"


def places(text, head=HEAD):
    found = extract_text(Document("d", head + text, "", "utf-8"), SETTINGS).statements
    return {s.quote: s.place for s in found if s.kind == "quantity" and s.start >= len(head)}


@pytest.mark.parametrize(
    ("text", "quote", "place"),
    [
        # What stands further back than the opening of a clause is not what the clause speaks of.
        ("高质量承接上海非核心功能疏解,落地项目36个。", "36个", "西湖区"),
        ("为全市贡献税收8亿元。", "8亿元", "西湖区"),
        ("率先在全市开展试点,落实举措30条。", "30条", "西湖区"),
        ("在全省率先设立办公室。累计建设基站900个。", "900个", "西湖区"),
        ("作为长三角重要的基地,引进企业60家。", "60家", "西湖区"),
        # What does open one, or is entered.
        ("2022年,预计全市增长7%。", "7%", "杭州市"),
        ("我国数字经济规模领先。2021年规模达45万亿元。", "45万亿元", "西湖区"),
        ("步入云栖小镇,一派繁忙。集聚企业900家。", "900家", "云栖小镇"),
        ("对落户萧山区的企业奖励30万元。", "30万元", "萧山区"),
        ("甬江软件园位于我国浙江省宁波市,占地约300亩。", "300亩", "甬江软件园"),
        ("位于东部的甬江软件园有企业400家,占据宁波市软件企业的40%。", "40%", "甬江软件园"),
        # Names of offices, firms and rankings.
        ("宁波市海洋机械研究所等2家机构签约。", "2家", "西湖区"),
        ("拥有中国软件百强企业3家。", "3家", "西湖区"),
        ("杭州市“专精特新”中小企业212家,全市占比35%。", "212家", "西湖区"),
        ("杭州市“专精特新”中小企业212家,全市占比35%。", "35%", "西湖区"),
        # A label in front of a colon goes before what is acted on.
        ("甬江产业基地:推动东海大厦、南海大厦、北海大厦三个园区做强。", "三个", "甬江产业基地"),
        # Kinds alone stand for what was named last.
        ("甬江经济开发区分两片。目前开发区共有楼宇21幢。", "21幢", "甬江经济开发区"),
        ("甬江软件园今年开建。“园区目前入驻率达96%。”", "96%", "甬江软件园"),
        ("四个街道人口分别为三墩街道15万人、古荡街道13万人。", "13万人", "古荡街道"),
        ("城镇、农村居民人均可支配收入分别增长7%和8%。", "8%", "西湖区"),
        # Lists of sites that no rule knows by name.
        ("东海大楼、恒丰广场、信泰大厦分别创税24亿元、10亿元、4亿元。", "10亿元", "恒丰广场"),
    ],
)  # fmt: skip
def test_the_place_of_a_number(text, quote, place):
    assert places(text)[quote] == place


def test_a_site_in_the_title_is_what_the_text_is_about():
    text = "“我们已建成厂房7栋。”负责人说。园区是我市首个。\n该项目占地143亩。(自贡网)"
    assert set(places(text, "大干一百天 西部皮具产业园建设忙\n").values()) == {"西部皮具产业园"}


def test_a_title_that_names_a_city_too_is_about_the_city():
    assert places("全年营收800亿元。", "“东方声谷”跑出加速度 合肥数字经济突破千亿\n") == {"800亿元": "合肥市"}


def test_a_title_may_name_the_kind_of_a_zone_only():
    found = places("工业产值增长9%。\n雅安经济技术开发区\n", "上半年经开区工业稳居全市第一\n")
    assert found == {"9%": "雅安经济技术开发区"}
    assert places("工业产值增长9%。", "高新区2022年工作总结\n") == {"9%": "高新区"}


def test_all_the_region_is_the_autonomous_region_in_a_text_on_its_city():
    text = "工业总量居全区第一。全区增长4%。产值600亿元。"
    assert places(text, "2025年赤峰市政府工作报告\n") == {"4%": "内蒙古自治区", "600亿元": "赤峰市"}


def test_the_city_and_province_of_a_district_are_known():
    assert places("全市增长4%。全省增长5%。", "龙岗区工作总结\n") == {"4%": "深圳市", "5%": "广东省"}


def test_a_district_of_another_city_is_not_the_home_of_a_text():
    text = "甬江位于宁波,面积518平方公里,是深圳市南山区的2倍。宁波开建。"
    assert places(text, "规模与未来\n")["518平方公里"] == "宁波市"


def test_a_county_named_with_its_province_is_meant():
    text = "记者在河南长垣采访了解到,起重机产业成长。实现收入88亿元。"
    assert places(text, "小城大产业\n") == {"88亿元": "长垣"}


def test_a_text_that_names_sites_only_is_about_the_one_it_names_most():
    text = "记者获悉,甬江科技城主体完工。甬江科技城招商中。\n该项目体量约200万平方米。"
    assert places(text, "存量空间焕新\n") == {"200万平方米": "甬江科技城"}


def test_a_dateline_is_no_place_of_the_text():
    assert places("新华网北京5月29日电 新增企业60家。", "数字经济大会举行\n") == {"60家": None}


def test_a_visit_in_a_title_is_no_part_of_a_name():
    found = places("园区入驻企业476家。", "某市考察团调研甬江数字园\n甬江数字园是示范园区。\n")
    assert found == {"476家": "甬江数字园"}


def test_many_places_in_a_sentence_cost_no_square(benchmark_seconds=2.0):
    import time  # noqa: PLC0415 (only here)

    text = "、".join(f"{name}软件园" for name in ["甬江", "婺江", "瓯江", "曹娥"] * 200) + "共有企业600家。"
    start = time.process_time()
    assert "600家" in places(text)
    assert time.process_time() - start < benchmark_seconds
