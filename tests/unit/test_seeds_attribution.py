"""What a number is about: place, measure, status, period, in phrases of the genre."""

import pytest

from seeds.gazetteer import Gazetteer
from seeds.indicators import Vocabulary
from seeds.pipeline import Settings, extract_text
from seeds.reading import Document

SETTINGS = Settings(Gazetteer(), Vocabulary())
HEAD = "杭州市西湖区数字经济发展规划\n2023年3月\n"


def quantities(text, head=HEAD):
    document = Document("d", head + text, "", "utf-8")
    found = extract_text(document, SETTINGS).statements
    return [s for s in found if s.kind == "quantity" and s.start >= len(head)]


PHRASES = [
    # text, quote, place, measure, period, status
    ("2022年,全区实现营收57.98亿元,增速达53.0%。", "53.0%", "西湖区", "growth", "2022", "actual"),
    ("2022年,全区实现营收57.98亿元,增速达53.0%。", "57.98亿元", "西湖区", "level", "2022", "actual"),
    ("“十三五”期末,实现税收27.60亿元。", "27.60亿元", "西湖区", "level", "2020", "actual"),
    ("“十三五”期间,年均增长8.1%。", "8.1%", "西湖区", "growth", "2016..2020", "actual"),
    ("到2025年,总体规模超过1350亿元。", "1350亿元", "西湖区", "level", "2025", "target"),
    ("力争政务服务事项网办率达到100%。", "100%", "西湖区", "share", None, "target"),
    ("当年新增企业2.78万户。", "2.78万户", "西湖区", "increment", None, "actual"),
    ("比上年提高2.3个百分点。", "2.3个百分点", "西湖区", "increment", None, "actual"),
    ("营业收入是2015年的3.0倍。", "3.0倍", "西湖区", "ratio", None, "actual"),
    ("企业337家,比2015年增长7.6倍。", "7.6倍", "西湖区", "growth", None, "actual"),
    ("占全市税收比重达5.4%。", "5.4%", "西湖区", "share", None, "actual"),
    ("对落户企业给予最高不超过500万元的奖励。", "500万元", "西湖区", "level", None, "policy"),
    ("累计补助资金超2900万元。", "2900万元", "西湖区", "level", None, "actual"),
    ("2021年入库企业22家,远少于滨江区(80家)。", "80家", "滨江区", "level", "2021", "actual"),
    ("2021年入库企业22家,远少于滨江区(80家)。", "22家", "西湖区", "level", "2021", "actual"),
    ("杭州市余杭区累计引进人才5800余名。", "5800余名", "余杭区", "level", None, "actual"),
    ("2021年一季度,全市增长19.5%,快于全国。", "19.5%", "杭州市", "growth", "2021Q1", "actual"),
    ("2020年1-10月,宁波实现收入7024亿元。", "7024亿元", "宁波", "level", "2020-01..2020-10", "actual"),
    ("民生支出占比由71%提高到75%。", "75%", "西湖区", "share", None, "actual"),
    ("2022年,技术合同成交额的增速超过10%。", "10%", "西湖区", "growth", "2022", "actual"),
    ("其中国家级69个。", "69个", "西湖区", "level", None, "actual"),
    ("截至2022年6月末,上城区、拱墅区企业分别为312家、845家。", "845家", "拱墅区", "level", "2022-06", "actual"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "quote", "place", "measure", "period", "status"), PHRASES)
def test_what_a_number_is_about(text, quote, place, measure, period, status):
    (found,) = [s for s in quantities(text) if s.quote == quote]
    assert (found.place, found.measure, found.period, found.status) == (place, measure, period, status)


def test_a_heading_gives_place_and_period():
    text = "一、总体情况\n(一)富阳区\n2021年企业达22家。\n"
    (found,) = quantities(text)
    assert (found.place, found.section) == ("富阳区", ("总体情况", "富阳区"))


def test_a_bulletin_speaks_of_its_own_year():
    (found,) = quantities("全年工业增加值增长11.2%。", "2021年成都高新区国民经济和社会发展统计公报\n")
    assert (found.place, found.period) == ("成都高新区", "2021")


def test_an_abbreviation_holds_in_the_document():
    text = "武汉东湖新技术开发区(以下简称“东湖高新区”)召开大会。\n今年以来,东湖高新区新增企业12家。"
    (found,) = quantities(text, "数字经济推进大会\n")
    assert found.place == "东湖高新区"


def test_a_county_hidden_in_a_word_is_no_place():
    found = quantities("这座特大城市新增企业12家。贵安新区有企业11个。", "无题\n")
    assert {s.place for s in found} == {None, "贵安新区"}


def test_the_place_is_quoted_as_written():
    (found,) = quantities("珠海橫琴粵澳深度合作區實有企業5800戶。", "無題\n")
    assert found.place == "橫琴粵澳深度合作區"


def test_subject_of_a_growth_is_that_of_the_level_before_it():
    level, growth = quantities("软件开发领域实现营收126.32亿元,增速达54.9%。")
    assert level.subject == growth.subject
    assert "营收" in growth.subject


def test_a_doubling_is_a_growth():
    assert [(s.measure, s.value) for s in quantities("到2025年,产业规模翻一番。")] == [("growth", 100)]
