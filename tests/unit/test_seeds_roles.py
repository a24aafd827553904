"""Roles of named places in phrases of the genre, with places the gazetteer does not have."""

import pytest

from seeds.gazetteer import Gazetteer
from seeds.indicators import Vocabulary
from seeds.pipeline import Settings, extract_text
from seeds.reading import Document

SETTINGS = Settings(Gazetteer(), Vocabulary())
HEAD = "杭州市西湖区数字经济发展规划\n2023年3月\n"


def roles(text, head=HEAD):
    found = extract_text(Document("d", head + text, "", "utf-8"), SETTINGS).statements
    return [(s.place, s.relation, list(s.objects)) for s in found if s.kind == "role"]


CASES = [
    ("在拱墅区打造超级总部集聚区,重点发展数字会展新业态。", ("拱墅区", "positioned_as", ["超级总部集聚区"])),
    ("在拱墅区打造超级总部集聚区,重点发展数字会展新业态。", ("拱墅区", "focus_industry", ["数字会展新业态"])),
    (
        "将滨江区建成世界级智能制造高地和创新策源地。",
        ("滨江区", "positioned_as", ["世界级智能制造高地", "创新策源地"]),
    ),
    ("滨江区被评为国家电子商务示范基地。", ("滨江区", "positioned_as", ["国家电子商务示范基地"])),
    (
        "余杭区聚焦人工智能、生命健康、未来网络等领域。",
        ("余杭区", "focus_industry", ["人工智能", "生命健康", "未来网络"]),
    ),
    ("余杭区以数字安防为特色。", ("余杭区", "focus_industry", ["数字安防"])),
    ("余杭区的主导产业为云计算、大数据。", ("余杭区", "focus_industry", ["云计算", "大数据"])),
    ("科大讯飞、华为等龙头企业已进驻余杭区。", ("余杭区", "hosts", ["科大讯飞", "华为"])),
    ("海康总部坐落在滨江区。", ("滨江区", "hosts", ["海康总部"])),
    ("百度将在萧山区建设百度智能交通引擎。", ("萧山区", "hosts", ["百度智能交通引擎"])),
    ("之江实验室总部选址南湖科学城。", ("南湖科学城", "hosts", ["之江实验室总部"])),
    ("桥林新城隶属江北新区。", ("桥林新城", "part_of", ["江北新区"])),
    ("余杭区将加快完善路网。", ("余杭区", "task", ["加快完善路网"])),
    ("支持余杭区开展数据交易。", ("余杭区", "task", ["支持余杭区开展数据交易"])),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[f"{c[0][:12]}-{c[1][1]}" for c in CASES])
def test_a_role_is_found(text, expected):
    assert expected in roles(text)


def test_coordination_keeps_places_apart():
    found = roles("在余杭区打造创新策源地,在萧山区打造航空枢纽;在临安区打造生态示范区。")
    assert found == [
        ("余杭区", "positioned_as", ["创新策源地"]),
        ("萧山区", "positioned_as", ["航空枢纽"]),
        ("临安区", "positioned_as", ["生态示范区"]),
    ]


def test_a_box_of_names_and_colons():
    text = "专栏1:特色园区 云谷产业园:重点发展人工智能、大数据等产业,打造智能集聚区。 山南软件园:重点发展软件产业。|"
    assert ("云谷产业园", "focus_industry", ["人工智能", "大数据"]) in roles(text)
    assert ("山南软件园", "focus_industry", ["软件产业"]) in roles(text)


def test_a_heading_carries_its_place_down():
    text = "一、布局\n(一)临平新城\n加快建设国家级制造业创新高地。打造先进制造集聚区。\n"
    assert ("临平新城", "positioned_as", ["先进制造集聚区"]) in roles(text)


def test_what_is_done_is_no_task():
    assert [r for r in roles("余杭区已完成改造35个。") if r[1] == "task"] == []


def test_titles_of_documents_give_no_roles():
    assert roles("印发《余杭区打造创新高地三年行动计划》。") == []


FRAMED = [
    ("在观澜古镇打造国风夜游新场景。", ("观澜古镇", "positioned_as", ["国风夜游新场景"])),
    ("大鹏湾湿地则定位为海洋科普试验场。", ("大鹏湾湿地", "positioned_as", ["海洋科普试验场"])),
    ("西丽湖新城获批国家级数字产业集群。", ("西丽湖新城", "positioned_as", ["国家级数字产业集群"])),
    ("滴水岩金融湾锚定跨境金融、航运保险。", ("滴水岩金融湾", "focus_industry", ["跨境金融", "航运保险"])),
    ("空港智谷突出专用芯片和智能仪器。", ("空港智谷", "focus_industry", ["专用芯片", "智能仪器"])),
    ("大鹏湾生物谷现有北科生物、海王集团等企业80余家。", ("大鹏湾生物谷", "hosts", ["北科生物", "海王集团"])),
    ("总投资30亿元的星海智算项目近日在坪山高新区开工。", ("坪山高新区", "hosts", ["星海智算项目"])),
    (
        "走进华侨创意园。这里是全国首个文创样板街区。",
        ("华侨创意园", "positioned_as", ["全国首个文创样板街区"]),
    ),
    ("加快补齐汉江新城公共交通短板。", ("汉江新城", "task", ["加快补齐汉江新城公共交通短板"])),
]


@pytest.mark.parametrize(("text", "expected"), FRAMED, ids=[case[0][:12] for case in FRAMED])
def test_the_words_around_a_name_make_it_a_place(text, expected):
    assert expected in roles(text)


@pytest.mark.parametrize(
    "text",
    ["青石软件园一期24.6万平方米已竣工。", "青石软件园已签约项目58个。", "我区聚集虚拟现实企业200余家。"],
)
def test_an_amount_settles_nowhere(text):
    assert [role for role in roles(text) if role[1] == "hosts"] == []
