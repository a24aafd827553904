"""The units and classifiers that make a number a quantity, and the words that unmake them.

A unit is matched right behind the number, longest first. Units of time are left out on purpose: durations and
dates are not quantities.
"""

# ruff: noqa: E501 (lists of words inside patterns are easier to read and mend unbroken)

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class UnitKind(StrEnum):
    """What a unit counts or measures."""

    MONEY = "money"
    PERCENT = "percent"
    POINTS = "points"  # 个百分点
    RATIO = "ratio"  # 倍
    TENTHS = "tenths"  # 成: seven of ten
    COUNT = "count"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Unit:
    """One spelling of a unit.

    Attributes
    ----------
    text
        As written, half-width.
    name
        As put out: 名 and 位 become 人, the rest stay as the text has them.
    kind
        See ``UnitKind``.
    chinese
        True if a Chinese numeral in front of it counts things (三家), false where it mostly does not (三次, 三类).
    barred
        Characters or words that, right behind, make it another word (位 in 位于, 家 in 家庭).
    let
        Longer words that begin with a barred one and do not (具有 behind 12家).
    """

    text: str
    name: str
    kind: UnitKind
    chinese: bool = False
    barred: tuple[str, ...] = ()
    let: tuple[str, ...] = ()


_MONEY = "元人民币=元 元 人民币=元 美元 美金=美元 欧元 港元 港币=港元 日元 英镑 卢布 韩元 澳元 新台币"
_MEASURE = (
    "平方米 平方公里 平方千米 平方厘米 平米=平方米 ㎡ m² m2 km² km2 公顷 亩 顷 "
    "公里 千米 米 厘米 毫米 微米 纳米 海里 里 km 立方米 亿立方米 m³ 立方 升 毫升 "
    "吨标准煤 吨标煤=吨标准煤 标准煤 吨公里 吨 千克 公斤 克 毫克 微克 斤 "
    "千瓦时 千瓦 兆瓦时 兆瓦 吉瓦时 吉瓦 瓦时 瓦 度电 MWh MW GWh GW kWh kW KW TWh "
    "伏 千伏安 兆伏安 MVA kVA 焦耳 标准立方米 "
    "PFLOPS EFLOPS TFLOPS PFlops EFlops TFlops PF EF TOPS P算力=P 万亿次 "
    "Mbps Gbps Tbps Kbps Gb/s Tb/s PB TB GB MB EB ZB 兆 字节 比特 MHz GHz Hz 赫兹 ℃ 摄氏度 度 分贝 "
    "标准箱 标箱=标准箱 TEU 标准集装箱 载重吨 总吨 吨位 马力 箱 分"
)
_COUNT_BOTH = (  # classifiers that count things after Chinese numerals too
    "个 家 座 项 条 名=人 位=人 人 所 间 栋 幢 宗 笔 批 支 件 处 只 艘 架 台 辆 套 份 户 株 头 颗 枚 篇 部 公顷 万亩 亩 "
    "公里 平方公里 平方米 吨"
)
_COUNT_DIGITS = (  # classifiers that count things after digits only
    "人次 人天 人日 车次 架次 航次 班次 班列 件次 户次 家次 场次 例次 趟次 台套 台次 笔 例 种 类 门 组 对 张 片 块 款 册 本 "
    "场 次 趟 列 班 层 孔 口 眼 根 副 盏 匹 盘 首 幅 集 期 粒 尾 羽 双 瓶 桶 袋 包 盒 床 张床位=张 辆次 辆份 节 "
    "标准间 席 席位 机位 车位 泊位 站 标段 口岸 公里 单 票 起 案 人份 剂次 剂 人年 人时 课时 学时 学位 步 村 "
    "枝 PE 核 卡 P 路 杆 樘 桩 枪 棵 点 箱次 床位"
)

_BARRED: dict[str, str] = {
    "个": "月 工作日 小时 自然日 星期 季度 学期 学年 世纪 年 字 方面 层面 维度 月内 百分点 五年 钟头 交易日 小目标 半月 周 体",
    "家": "庭 具 居 长 园 族 乡 电器 电下 政服 政公 暴 装公 装市 纺市 用电 属区 喻",
    "位": "于 列 居 数 置 次 移 序 阶",
    "人": "工 才 大 口 民 均 物 类 生 脸 像 气 们 员 机 事 社 行 体 文 力 居 防 财 选 参 组 团 制 称",
    "名": "单 称 列 牌 城 校 录 片 店 词 品 胜 特 义 次 额 山",
    "条": "例 款 码 件 约 规",
    "件": "事",
    "台": "河 州 湾 风 账 阶 商 胞 北 资",
    "座": "谈 席 右",
    "间": "隔 接 距",
    "场": "景 地 所 馆 域 站",
    "次": "数 级 日 年 月 产 序 于 全 党 会",
    "对": "应 接 于 外 标 口 象 比 照 策 话 手 重 全 企 我 区 市",
    "本": "地 市 区 科 土 级 轮 届 省 县 身 次 质 金 年 月 周",
    "批": "准 复 量 发 次 示",
    "张": "家 贴 力 北 江",
    "部": "门 分 署 委 级 队 属 件 制 长 局 令",
    "套": "餐 用 路 改 取 娃",
    "分": "别 类 级 钟 层 子 布 之 析 支 行 局 部 配 为 管 步 公 会 区 散 段 享 批 期 工 红 解 阶 离 秒 摊 包 中",
    "门": "类 户 口 店 槛 诊 票",
    "组": "织 合 建 成 团 长 装 件",
    "类": "似 别 型 脑 智",
    "种": "类 业 植 子 苗 养 粮 质",
    "项": "目",
    "支": "持 撑 柱 付 援 部 出 队伍建 行 点 线 渠 路",
    "所": "有 在 属 以 需 得 谓 长 示 处 涉 列 占 述 能 获",
    "处": "理 于 置 在 级 罚 长 方",
    "只": "有 需 要 能 是 为",
    "里": "程 的 面 有 约",
    "米": "其 粉 饭 兰 高 级 线 宽 长 深",
    "度": "假 量 过 数 的",
    "克": "服 隆 强 难",
    "升": "级 至 到 位 学 值 规 高 温 为 幅",
    "斤": "",
    "步": "入 行 伐 骤 走 道 调 实 梯",
    "点": "对 上 位 睛 多 评 面 半 至 到 整 至 前 后 以 赞 击 燃 共 工 线",
    "片": "区 场 面",
    "块": "链 地 钱 状",
    "层": "面 级 次 出 楼",
    "口": "岸 号 径 碑 述 岸 子 袋 腔",
    "口岸": "",
    "站": "式 点 在 台 位 房",
    "路": "由 径 线 口 段 网 面 桥 东 西 南 北 中",
    "列": "入 为 全 车 第 席 出",
    "班": "子 组 车 主",
    "期": "间 限 末 望 初 权 内 货 刊 工 建 项 为 的 开 已 启 投 规 用 和 及 、 , 。 ; 顺 主 总 竣 完 实 基 地 扩 改",
    "集": "聚 群 成 中 团 体 约 装 合 散 镇 体 资 市 萃 贸 采 结 疏",
    "起": "步 来 草 到 点 降 飞 源 伏 重 航 实 施 ; , 。 全 试 至 执 开 连 对 将 按 正 由 在",
    "单": "位 元 项 一 体 独 件 向 个 点 双 日 车 月 打",
    "节": "约 点 能 水 课 目 省 日 假 前 气",
    "村": "民 级 庄 改 委 居 社 镇 、 集 一 的",
    "国家": "",
    "卡": "通 点 脖 口 车 位 ",
    "核": "心 算 酸 能 电 查 准 实 定 发 、 引 多 一",
    "P": "",
    "款": "项",
    "首": "次 创 个 批 家 届 席 富 位 都 台 先 发 店 府",
    "桩": "",
    "点位": "",
    "双": "方 向 创 碳 循 边 创 拥 城 区 百 引 随 一",
    "站点": "",
    "头": "部 条 号",
    "包": "括 含 容 装 干 围",
    "步行": "",
    "户": "外 籍 口 型 均 用 县",
    "席": "位",
    "份": "额 的 ",
    "栋": "梁",
    "瓦": "片 斯 解",
    "分贝": "",
    "集装箱": "",
    "成": "立 果 员 功 长 本 效 熟 绩 都 交 套 品 年 人 型 就 分 片 网 链 规 为 了 一 城 自 就 体 份 因 像 色 单 语 家",
    "兆": "",
    "幅": "度 员",
    "根": "据 本 植 源 基 治",
    "眼": "睛 科 下 界",
    "尾": "气 水 矿 款",
    "孔": "子",
    "床": "",
    "票": "据 房 价 务",
    "盘": "活 整 点",
    "副": "书 市 主 区 县 局 中 省 总 校 院 产 食 作 题 教 处 ",
    "匹": "配",
    "包车": "",
    "袋": "",
    "顷": "",
    "案": "例 件 值",
    "例": "如 外",
    "元": "里 宇 旦 素 月 器 件 年 首 代 朝",
    "人民币": "",
}

_LET: dict[str, str] = {
    "家": "具有 具备 居民 长期 长三角 园区 族谱",
    "人": "参加 参与 参会 参训 参展 参赛 参保 组成 居住 大会 次",
    "位": "居民 列席",
    "名": "特级 特派 特聘 特约 校长 校友 品牌",
    "个": "体育 体验 周边 年轻",
    "项": "目标",
    "台": "风机 风电 资企",
    "处": "长",
}


def _expand(names: str, kind: UnitKind, *, chinese: bool) -> list[Unit]:
    out = []
    for item in names.split():
        text, _, name = item.partition("=")
        barred = tuple(word for word in _BARRED.get(text, "").split() if word)
        let = (*_LET.get(text, "").split(), "以上", "以下", "以内")
        out.append(Unit(text, name or text, kind, chinese, barred, let))
    return out


def _table() -> dict[str, Unit]:
    units = [
        *_expand(_COUNT_DIGITS, UnitKind.COUNT, chinese=False),
        *_expand(_MEASURE, UnitKind.MEASURE, chinese=False),
        *_expand(_COUNT_BOTH, UnitKind.COUNT, chinese=True),
        *_expand(_MONEY, UnitKind.MONEY, chinese=True),
        Unit("%", "%", UnitKind.PERCENT),
        Unit("‰", "‰", UnitKind.PERCENT),
        Unit("个百分点", "个百分点", UnitKind.POINTS, chinese=True),
        Unit("百分点", "个百分点", UnitKind.POINTS),
        Unit("个pct", "个百分点", UnitKind.POINTS),
        Unit("pct", "个百分点", UnitKind.POINTS),
        Unit("倍", "倍", UnitKind.RATIO, chinese=True),
        Unit("成", "%", UnitKind.TENTHS, chinese=True, barred=tuple(_BARRED["成"].split())),
    ]
    table = {unit.text: unit for unit in units}
    for text in ("平方米", "平方公里", "公顷", "亩", "公里", "吨"):
        table[text] = Unit(
            text, text, UnitKind.MEASURE, chinese=True, barred=table[text].barred, let=table[text].let
        )
    return table


UNITS = _table()
_BY_FIRST: dict[str, list[Unit]] = {}
for _unit in sorted(UNITS.values(), key=lambda unit: -len(unit.text)):
    _BY_FIRST.setdefault(_unit.text[0], []).append(_unit)

# 万元/亩, 件/万人, 元/平方米·月: what stands under the line.
_PER = re.compile(
    r"/(?:每)?(?:[十百千]?[万亿])?(?:平方公里|平方千米|平方米|㎡|立方米|公里|千米|公顷|亩|人|年|月|日|天|小时|户|家|吨|千瓦时|套|个|辆|床|秒|次|件)"
    r"(?:[·/](?:月|年|日|天|人))?"
)


def may_follow(char: str) -> bool:
    """Return whether a unit can begin with ``char``."""
    return char in _BY_FIRST


def match_unit(text: str, at: int, *, chinese: bool) -> tuple[Unit, str, int] | None:
    """Return the longest unit that stands at ``at``, its name with what it is counted per, and where it ends.

    ``chinese`` says that the number before it is a Chinese numeral: then only units that count real things pass.
    None if nothing there is a unit, or if what follows makes it another word.
    """
    candidates = _BY_FIRST.get(text[at : at + 1])
    if candidates is None:
        return None
    for unit in candidates:
        if not text.startswith(unit.text, at):
            continue
        end = at + len(unit.text)
        if chinese and not unit.chinese:
            continue
        if unit.text[-1].isascii() and unit.text[-1].isalpha() and text[end : end + 1].isascii():
            follower = text[end : end + 1]
            if follower.isalnum():
                continue
        if unit.barred and text.startswith(unit.barred, end) and not text.startswith(unit.let or " ", end):
            return None
        per = _PER.match(text, end)
        if per is not None:
            return unit, unit.name + per.group(), per.end()
        return unit, unit.name, end
    return None
