"""Roles in the ways the press and portraits of zones put them: short names, relative clauses, who is built where."""

import pytest

from seeds.gazetteer import Gazetteer
from seeds.indicators import Vocabulary
from seeds.pipeline import Settings, extract_text
from seeds.reading import Document

SETTINGS = Settings(Gazetteer(), Vocabulary())
HEAD = "走进杭州市西湖区\n2023年3月\n"


def roles(text, head=HEAD):
    found = extract_text(Document("d", head + text, "", "utf-8"), SETTINGS).statements
    return [(s.place, s.relation, list(s.objects)) for s in found if s.kind == "role"]


CASES = [
    ("位于西湖区的云栖软件园,已经迎来新租户。", ("云栖软件园", "part_of", ["西湖区"])),
    ("位于西湖区的云栖实验室,已经迎来新主任。", ("西湖区", "hosts", ["云栖实验室"])),
    ("走进云栖软件园。软件园已招引华锐网络、凌云通信。", ("云栖软件园", "hosts", ["华锐网络", "凌云通信"])),
    ("云栖软件园已投用。已成功引进云通科技、启明集团。", ("云栖软件园", "hosts", ["云通科技", "启明集团"])),
    ("云栖软件园已华丽转身为“生活秀带”。", ("云栖软件园", "positioned_as", ["“生活秀带”"])),
    ("二是推动西湖区建设成为创新走廊。", ("西湖区", "positioned_as", ["创新走廊"])),
    ("支持余杭区推动西湖区建成创新走廊。", ("西湖区", "positioned_as", ["创新走廊"])),
    ("助力西湖区打造全国算力成本洼地。", ("西湖区", "positioned_as", ["全国算力成本洼地"])),
    (
        "西湖区布局人工智能大模型、元宇宙等软件新业态。",
        ("西湖区", "focus_industry", ["人工智能大模型", "元宇宙", "软件新业态"]),
    ),
    (
        "西湖区全力打造未来网络、人工智能、生物医药三大标志性产业。",
        ("西湖区", "focus_industry", ["未来网络", "人工智能", "生物医药"]),
    ),
    ("云栖软件园侧重核心算法、智能芯片。", ("云栖软件园", "focus_industry", ["核心算法", "智能芯片"])),
    (
        "云栖软件园正打造AI研发中心、云栖前沿医学中心、互联科创园等空间。",
        ("云栖软件园", "hosts", ["AI研发中心", "云栖前沿医学中心", "互联科创园等空间"]),
    ),
    (
        "位于云麓路的云栖软件园,是全国最早的软件产业基地。",
        ("云栖软件园", "positioned_as", ["全国最早的软件产业基地"]),
    ),
    ("不断成长的云栖软件园,已成为城市新引擎。", ("云栖软件园", "positioned_as", ["城市新引擎"])),
    ("以西湖区为核心打造游戏电竞双产业中心。", ("西湖区", "positioned_as", ["游戏电竞双产业中心"])),
    ("西湖区提出“打造直播电商之都”的口号。", ("西湖区", "positioned_as", ["直播电商之都"])),
    ("带动西湖区向万亿级创新产业集群迈进。", ("西湖区", "positioned_as", ["万亿级创新产业集群"])),
    ("云栖软件园是城西的一座“亿元园”。", ("云栖软件园", "positioned_as", ["城西的一座“亿元园”"])),
    ("云栖软件园目前定位总部经济创业基地。", ("云栖软件园", "positioned_as", ["总部经济创业基地"])),
    (
        "云栖软件园作为余杭区、西湖区的城市客厅和开放窗口。",
        ("云栖软件园", "positioned_as", ["余杭区、西湖区的城市客厅", "开放窗口"]),
    ),
    ("互联网名城杭州让人看到了活力。", ("杭州", "positioned_as", ["互联网名城"])),
    ("依托云栖软件园、柳荫创意园等一批数字媒体聚集地。", ("柳荫创意园", "positioned_as", ["数字媒体聚集地"])),
    ("云栖软件园将重点发展:智能家居、智能装备。", ("云栖软件园", "focus_industry", ["智能家居", "智能装备"])),
    ("华锐智慧健康项目,已落子云栖软件园。", ("云栖软件园", "hosts", ["华锐智慧健康项目"])),
    ("西湖区举办云栖软件园两周年系列活动。", ("西湖区", "hosts", ["云栖软件园两周年系列活动"])),
    (
        "“重庆数创园”落户西湖区。“重庆数创园”是数字经济的重要载体。",
        ("重庆数创园", "positioned_as", ["数字经济的重要载体"]),
    ),
    (
        "在西部(重庆)科学城等平台重点布局发展大数据产业。",
        ("西部(重庆)科学城", "focus_industry", ["大数据产业"]),
    ),
    ("\n生态文创区以文化创意产业为主。", ("生态文创区", "focus_industry", ["文化创意"])),
    ("云栖片区,为科技创新功能区,依托大学发展。", ("云栖片区", "positioned_as", ["科技创新功能区"])),
    (
        "云栖软件园以“人才的培养基地、技术的研发高地”为功能定位。",
        ("云栖软件园", "positioned_as", ["人才的培养基地、技术的研发高地"]),
    ),
    ("旧厂房也将蝶变成为宜居宜业的创新示范区。", ("西湖区", "positioned_as", ["宜居宜业的创新示范区"])),
    (
        "作为省会最早的科技高地,见证了变迁的云栖片区,加快融入主城。",
        ("云栖片区", "positioned_as", ["省会最早的科技高地"]),
    ),
    (
        "云栖软件园开园五年。已签约华锐科技、启明集团等48家科技企业。",
        ("云栖软件园", "hosts", ["华锐科技", "启明集团"]),
    ),
    (
        "云栖科学城正扩容。明远通信、凌云网络纷纷落户科学城。",
        ("云栖科学城", "hosts", ["明远通信", "凌云网络"]),
    ),
    ("推进皇岗口岸交通改造提升工程。", ("皇岗口岸", "task", ["推进皇岗口岸交通改造提升工程"])),
    ("云栖会客厅是西湖区对外展示的重要窗口。", ("云栖会客厅", "positioned_as", ["西湖区对外展示的重要窗口"])),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[f"{c[0][:12]}-{c[1][1]}" for c in CASES])
def test_a_role_is_found(text, expected):
    assert expected in roles(text)


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("西湖区坚持把创新驱动作为主导战略。", "focus_industry"),
        ("西湖区进一步聚焦主导产业发展。", "focus_industry"),
        ("云栖软件园迎客。集聚效应已初步显现。", "hosts"),
        ("云栖软件园迎客。吸引来自国内外的4000多支队伍参赛。", "hosts"),
        ("云栖软件园迎客。落地一批优质应用成果。", "hosts"),
        ("浙江新型算力中心招标,即将启动建设。", "hosts"),
        ("云栖软件园的大模型是西湖区四大基地之一。", "positioned_as"),
        ("云栖软件园已开园。我们将联合伙伴,打造综合开放基地。", "positioned_as"),
        ("云栖软件园打造了检测基地、样机平台等10个开放平台。", "positioned_as"),
        ("被誉为“东方硅谷”的小城将打造总部基地。", "focus_industry"),
        ("坚持高水平规划、高标准建设,西湖区迎来“双区叠加”新时代。", "hosts"),
        ("坚持高水平规划、发展高标准产业。", "focus_industry"),
        ("云栖片区以聚集总部管理、财务结算中心为主。", "focus_industry"),
        ("为规划建设好智慧创新示范区,西湖区将推动条例出台。", "positioned_as"),
        ("西湖区打造的六个组团各有分工。", "task"),
    ],
)
def test_what_is_no_role(text, relation):
    assert [role for role in roles(text) if role[1] == relation] == []
