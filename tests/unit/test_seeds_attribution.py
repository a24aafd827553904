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


# Status and period: what a word of time or of a goal reaches.
SCOPES = [
    # text, quote, period, status
    ("1—10月产值超450亿元,预计全年突破500亿元;投资增长9%。", "9%", None, "actual"),
    ("1—10月产值超450亿元,预计全年突破500亿元;投资增长9%。", "500亿元", None, "target"),
    ("力争产值超450亿元;投资增长9%。", "9%", None, "target"),
    ("项目投产后,年产值20亿元。", "20亿元", None, "target"),
    ("项目建成后已接待游客3万人次。", "3万人次", None, "actual"),
    ("园区成立于2009年,规划面积7平方公里。", "7平方公里", None, "actual"),
    ("2012年获批省级开发区,入驻企业80家。", "80家", None, "actual"),
    ("2012年,新引进企业80家,投资9亿元。", "9亿元", "2012", "actual"),
    ("2012年营收8亿元。目前,入驻企业80家。", "80家", None, "actual"),
    ("2012年营收8亿元。利润3亿元。", "3亿元", "2012", "actual"),
    ("区政协连续两年组织60多位委员参加。", "60多位", None, "actual"),
    ("到2025年,聚焦6个产业集群,培育企业90家。", "6个", "2025", "actual"),
    ("到2025年,聚焦6个产业集群,培育企业90家。", "90家", "2025", "target"),
    ("推动甲、乙等4个园区提质。", "4个", None, "actual"),
    ("截至2月底,已兑付500万元。", "500万元", "2023-02", "actual"),
    ("“十四五”期间,园区增加到了17个。", "17个", "2021..2025", "actual"),
    ("根据规划,2022至2024年累计完成投资90亿元。", "90亿元", "2022..2024", "target"),
    ("预期目标是,投资同比增长7%。", "7%", None, "target"),
    ("航站楼扩建后年旅客突破4000万人次。", "4000万人次", None, "actual"),
    ("经过两年的努力,300多家企业退出。", "300多家", None, "actual"),
    ("投产后的第一年,产值不低于2亿元;第二年,不低于4亿元。", "4亿元", None, "target"),
    ("占比由2010年的67.7%提升至2023年的90.4%。", "90.4%", "2023", "actual"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "quote", "period", "status"), SCOPES)
def test_how_far_a_time_and_a_goal_reach(text, quote, period, status):
    (found,) = [s for s in quantities(text) if s.quote == quote]
    assert found.status == status
    assert period is None or found.period == period


def test_an_event_does_not_date_what_stands_behind_it():
    for text in ("园区成立于2009年,规划面积7平方公里。", "2012年获批省级开发区,规划面积7平方公里。"):
        (found,) = quantities(text)
        assert found.period is None


def test_a_heading_with_a_year_dates_what_stands_under_it():
    head = "2023年某县政府工作报告\n——2023年12月20日\n各位代表:\n"
    body = "2023年工作回顾\n即将过去的一年,全县上下团结奋斗,努力推动各项工作取得新的成效。地区生产总值完成88亿元。\n"
    (found,) = quantities(body, head)
    assert found.period == "2023"


def test_a_summary_and_plan_for_two_years_is_of_the_first():
    (found,) = quantities("预计全年产值85亿元。", "开发区2021年工作总结和2022年工作打算\n")
    assert (found.period, found.status) == ("2021", "target")


def test_a_reply_or_report_states_what_was_done_under_headings_of_measures():
    text = "一、主要举措\n先后引进龙头企业和科研机构,集聚数字经济企业超过60家。\n"
    (found,) = quantities(text, "杭州市西湖区经信局关于第6号提案的答复\n")
    assert found.status == "actual"


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


@pytest.mark.parametrize(
    ("text", "quote", "direction"),
    [
        ("工业增加值同比下降3.2%。", "3.2%", "down"),
        ("工业增加值同比-3.2%。", "3.2%", "down"),
        ("出口额减少9亿元。", "9亿元", "down"),
        ("企业比上年减少9家。", "9家", "down"),
        ("增速比上年回落2.1个百分点。", "2.1个百分点", "down"),
        ("增速低于全市0.4个百分点。", "0.4个百分点", "down"),
        ("降幅收窄,全年增长3.2%。", "3.2%", None),
        ("下降行业减少,利润增长7%。", "7%", None),
        ("占比为3.2%。", "3.2%", None),
    ],
)
def test_a_fall_is_told_from_a_rise(text, quote, direction):
    (found,) = [s for s in quantities(text) if s.quote == quote]
    assert found.direction == direction


def test_a_rate_over_a_line_break_is_a_rate():
    text = "份实现产值 80 亿元,出口创汇 450 万美元,税收同比增长\n15.6%。"
    (found,) = [s for s in quantities(text) if s.quote == "15.6%"]
    assert found.measure == "growth"


def test_months_joined_by_a_long_dash_are_a_span():
    (found,) = quantities("2022年1月——12月,完成产值135亿元。")
    assert found.period == "2022-01..2022-12"


def test_the_whole_year_is_the_year_named_in_the_sentence():
    text = "2019年产值8亿元。到2022年,企业超90户,全年产值过10亿元。"
    (found,) = [s for s in quantities(text) if s.quote == "10亿元"]
    assert (found.period, found.status) == ("2022", "actual")


def test_a_year_that_has_come_is_no_goal():
    (found,) = [
        s for s in quantities("2013年营收2亿元,到了2019年,变成9亿元。", "无题\n") if s.quote == "9亿元"
    ]
    assert (found.period, found.status) == ("2019", "actual")
