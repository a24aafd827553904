"""Places told by the frame they stand in: 在X打造Y, X重点发展Y, 推动X建成Y, Y落户X, and headings that are a name.

No list and no narrow ending is needed: the words around a name say that it is a place, a broad last character
(城, 谷, 湾, 港, 带, 镇, 中心 …) that it can be one. Like patterns they are candidates without an id.
"""

# ruff: noqa: E501 (lists of words inside patterns are easier to read and mend unbroken)

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, MatchKind

from seeds.gazetteer import Mention, Place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# A name: characters of words without the little words that join clauses; a bracket and · may stand inside.
_CHAR = r"[\u4e00-\u9fffA-Za-z0-9·“”.]"
_NAME = rf"{_CHAR}{{2,18}}?"


def _first_characters(choice: str) -> str:
    """Return the inside of a class of all characters that a choice of words, classes and groups can begin with."""
    firsts = {char for branch in choice.split("|") for char in (branch if branch[0] in "([" else branch[0])}
    return "A-Za-z0-9" + "".join(sorted(char for char in firsts if "\u4e00" <= char <= "\u9fff"))


_ENDINGS = (
    r"(?:中心|基地|小镇|天地|大厦|公馆|校区|街道|社区|智塔|广场|公园|市场|码头|口岸|大道|园区|街区|片区|城区|厂区|港区|湾区|金融区|总部区|活动区|经济区|核心区|保护区|度假区|旅游区|功能区|开发区|高新区|新区|集聚区|集聚带|"
    r"科创带|创新带|产业带|湿地|车站|高铁站|火车站|枢纽站|[A-Z]OD|CBD|大学(?!城|生)|走廊|长廊|商圈|消费圈|经济圈|生活圈|文旅圈|组团|综合体|科学岛|会客厅|孵化器|众创空间|实验室|研究院|工业区|示范区|试验区|合作区|创新区|先行区|"
    r"[城园谷湾港岛镇村乡街塔馆湖山桥里坊巷洲坝苑库坞汇廊浦埠埔岭]|(?<![地全各该本此一这那片城市社])区(?!域))"
)
# Looking at one character first spares most positions the long choice.
_ENDING = f"(?=[{_first_characters(_ENDINGS)}]){_ENDINGS}"
_ENDS = re.compile(f"{_ENDING}$")
_X = rf"(?P<x>{_NAME}{_ENDING})(?:\([^()\n]{{1,16}}\))?"
_LIST = rf"(?P<x>{_NAME}{_ENDING}(?:\([^()\n]{{1,16}}\))?(?:[、和与及]{_NAME}{_ENDING}){{0,5}})(?:等(?:地|重点区域|区域|片区|平台|园区|载体|组团|功能区)?)?"
_MAKE = r"(?:打造|建设|建成|布局|规划建设|规划|形成|构建|创建|培育|设立|落地|集聚|试点|实施|启动|推进|新建|发展|开展|选址|揭牌|启用|投产|开园|开业|举行|举办|召开|落成|亮相|签约|竣工|动工|开工|奠基|上线|成立|安家|扎根|部署|试运营|打响)"
_WILL = r"(?:则|将|要|应|须|正|已|还|也|始终|加快|着力|全力|努力|力争|率先|积极|大力|重点|主要|突出|持续|深入|进一步|不断|逐步|成功|先后|日前|目前|近日|相继|全面|正式|未来|重点|力求|继续|共同|坚持|率先)"
_DO = (
    r"(?:重点布局|重点发展|重点培育|重点引进|重点建设|主攻|聚焦|瞄准|突出|定位|打造|建设成为|建成|建设|做强|做优|做大|布局|发展|集聚|汇聚|引进|吸引|培育|依托|立足|围绕|承载|承接|获批|获评|入选|被评为|"
    r"被认定为|被定位为|被列为|成为|是(?!否)|归属|隶属|属于|作为|形成|探索|探路|创建|争创|深耕|锚定|主打|发力|专注|抢抓|抢占|迎来|引育|坐拥|拥有|承办|系(?!统|列)|规划(?:占地|面积|总|建筑)|总占地|占地|总建筑面积|总面积|总投资|位于|坐落|选址|地处|始建|完成投资|实现营收|营收|现有|下辖|推进|推动|实施|探索|以[^,;。\n]{2,40}?(?:为|作为)(?:主导|主攻|特色|核心|支柱|引领|重点|主))"
)
# Behind these any verb will do.
_FULLY = r"(?:着力|全力|努力|力争|大力|积极|持续|深入|率先|创新)"
_PUSH = r"(?:推动|推进|支持|加快|引导|促进|助力|鼓励|指导|提升|统筹|补齐|改造|完善|优化|把|将|高标准建设|高水平建设|高质量建设|深化)"
# A class at the head, unrepeated and alone, lets the engine skip to its characters.
_MARK = r"[,;:。、\s“”—)．.中时是](?:(?<![中时是])|(?<=其中)|(?<=同时)|(?<=[一二三四五六七八九]是))"
_STARTS = r"(?:开园|揭牌|投用|投入使用|封顶|动工|开街|落成|启用|建成投用|开工建设)"
_LISTED = r"等(?:一批|多个|[\d一二三四五六七八九十]+[个大])?[\u4e00-\u9fff]{0,8}(?:园区|片区|载体|平台|功能区|组团|街区|商圈|楼宇|新城|小镇|聚集地|集聚地|集聚区|综合体|产业园|基地)"
_FRAMES = (
    ("in", re.compile(rf"[在于](?<![存所正现处旨潜内外健自实好贵].){_LIST}(?={_WILL}{{0,3}}{_MAKE})")),
    (
        "does",
        re.compile(
            rf"{_MARK}{_LIST}(?:,(?=已|正|是|将|选址|位于|地处|坐落))?(?={_WILL}{{0,4}}{_DO}|{_FULLY}[\u4e00-\u9fff]{{2}})"
        ),
    ),
    (
        "listed",
        re.compile(
            rf"(?:[,;:。、\s“”]|打造了?|建成了?|形成了?|布局了?|拥有|依托|推动|推进|建设|包括|涵盖|加快)(?P<x>{_NAME}{_ENDING}(?:[、和与及]{_NAME}{_ENDING}){{1,9}})(?={_LISTED})"
        ),
    ),
    (
        "pushed",
        re.compile(
            rf"{_PUSH}{_PUSH}{{0,2}}+{_LIST}(?={_WILL}{{0,2}}(?:建设|打造|建成|创建|升级|转型|成为|深化改革|开展|实施|落实|做大|做优|改革|提档|开发|数字乡村|扩容|提质|发展|申报|争创|做强|[\u4e00-\u9fff]{{2,8}}(?:建设|改造|短板|提升|更新|开发|治理)(?:工程|项目|功能)?(?:[,;。、\n]|$)))"
        ),
    ),
    (
        "settles",
        re.compile(
            rf"(?:落户|入驻|进驻|坐落在|坐落于|坐落|设在|位于|选址|扎根|布局在|落地于|迁入|落子|落户于|落地|进入|搬到|搬入)(?:在|于|了)?[^,;。\n\u4e00-\u9fff]{{0,1}}{_LIST}(?=[,;。\n)的]|$)"
        ),
    ),
    (
        "sited",
        re.compile(
            rf"(?:位于|地处|坐落于|坐落在)[^,;。\n]{{2,24}}?的“?{_X}(?=”|内|正式|总[投建占面]|占|将|已|正|是|,|。)"
        ),
    ),
    (
        "around",
        re.compile(
            rf"(?<![\u4e00-\u9fff]所)以{_LIST}(?=为(?:支点|核心|组团|载体|依托|龙头|起步区|引领|节点|中心|主阵地))"
        ),
    ),
    (
        "item",
        re.compile(
            rf"[①-⑳■●▪◆|\n](?:(?<![\n|])|(?<=[\n|])[ \t\u3000]*(?:\d{{1,2}}[.、)]|——))[ \t]*{_X}(?=:)"
        ),
    ),
    ("at", re.compile(rf"[。;\n]在{_X}(?=,)")),
    ("oriented", re.compile(rf"{_MARK}{_X}(?=的(?:战略|功能|总体|发展)?定位)")),
    ("told-of", re.compile(rf"[着了][^,;。了着\n]{{2,24}}?的{_X}(?=,)")),
    (
        "starts",
        re.compile(rf"{_PUSH}?{_X}(?=(?:正式)?{_STARTS})"),
    ),
)
# A frame that may begin with any character is tried only where the word that ends it is near.
_CUES = {"starts": re.compile(_STARTS), "listed": re.compile(_LISTED)}
_REACHES = {"starts": 64, "listed": 280}  # more than the longest name, and the longest list of names, is long
_CUE_LENGTH = 8
_HEADING = re.compile(rf"(?m)\n[ \t\u3000]*(?:[(]?[一二三四五六七八九十\d]{{1,3}}[)、.][ \t]*)?{_X}[ \t]*$")
# 2.洛羊—七甸智造带: what a numbered heading or a name in front of a colon is called may end in a figure of plans.
_PLANNED = re.compile(
    r"(?m)^[ \t\u3000]*(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.]|[①-⑳])[ \t]*(?P<x>[\u4e00-\u9fffA-Za-z0-9·—-]{3,14}(?:核|带|轴|极|翼|走廊|组团|板块|圈|谷|港|湾|城))(?=[ \t]*$|[:。])"
)
# What stands in these frames and ends like a place, and is none.
_NOT_A_NAME = re.compile(
    r"获评|荣获|跻身|离不开|数字乡村|闲置|资产|多年|十分|重视|高度|政府|一直|入围|列入|占地|来自|(?:开[馆园街城]|揭牌|封顶)$|届时|主动|融合(?!区)|启动|举办|举行|召开|承办|携手|设立|设有|分为|划分|引进|招引|落户|入驻|兼具|迎来|[百千万亿]级|领域|方面|基础上|过程中|期间|时期|同时|背景|前提|框架|条件|情况|全国|全球|全市|全区|全省|我市|我区|我省|世界|国内|国际上|省内|市内|区内|各|一批|一个|多个|若干|首个|首批|每个|每|这|那|该|"
    r"本市|本区|上述|此次|以及|通过|对于|关于|按照|根据|为了|成为|不断|进一步|重点打造|着力|加强|推动|推进|加快|打造|建设|支持|鼓励|形成|实现|提升|促进|引导|依托|围绕|聚焦|统筹|"
    r"企业|产业链|产业集群|集群$|平台$|体系$|项目|机制|政策|标准|水平|能力|服务业|制造业|活动$|(?<!人)工作|问题|数据要素|应用场景|规划|目标|任务|基本|符合|具有|其中|或|等|了|并|将|把|使|让|由|与会|"
    r"下一步|今年|去年|明年|年底|年末|未来五年|近年|目前|截至|到\d|\d+年|\d+个|\d+家|\d+座|[一二三两四五六七八九十]+[个家座大批处]|第[一二三四五六七八九十\d]"
)
_GENERIC = re.compile(
    r"(?:科学|知识|软件|信息|网络|会客|数字|数字经济|产业|科技|创新|创业|智慧|特色|重点|现有|新型|综合|孵化|示范|核心|总部|商务|现代|高新|技术|文化|文创|创意|工业|农业|物流|旅游|老旧|旧|新|老|中|城市|中央|主|副|国家|省级|市级|省|市|区|县|"
    r"超级|高端|生态|公共|专业|产业发展|经济|经济技术|高新技术|有条件的|先进|制造|制造业|金融|研发|实验|教育|医疗|体育|会展|消费|商业|数据|算力|计算|人才|服务|合作|标杆|智能|联合|国际|区域|全面|保税|大学|历史|城中|"
    r"体育|体育场|场|图书|博物|展览|艺术|公益|旧厂|工厂|厂房|企业|校|厂|园|街|城|村|乡|镇|山|湖|港|岛|湾|谷|馆|桥)*"
)
_MAX_NAME, _MIN_NAME = 18, 3
_LEADING = "在于从将把以对向与和及由至到为被让使是有其之的很更最"
_JOIN = re.compile(r"[、和与及]")


def find_slots(text: str, known: Sequence[Mention]) -> list[Mention]:
    """Return the places told by frames that ``known`` (sorted, without overlap) does not already cover.

    A slot that begins inside or ends inside a known mention is left alone; one that wholly covers a shorter known
    mention at its start (青岛 in 青岛虚拟现实产业园) is taken as the longer name by the caller's longest-match rule.
    """
    starts = [mention.start for mention in known]
    out: dict[tuple[int, int], Mention] = {}
    for begin, stop in _told(text):
        start, end = _without_quotes(text, begin, stop)
        name = text[start:end]
        if not _MIN_NAME <= len(name) <= _MAX_NAME or _NOT_A_NAME.search(name) or not _balanced(name):
            continue
        if name[0] in _LEADING or (not "\u4e00" <= name[0] <= "\u9fff" and not name[0].isalpha()):
            continue
        if (
            _only_a_kind(name)
            and not (name[-1] in "谷岛港湾" and text.count(name) > 1)
            and not (len(_ENDS.sub("", name)) > _MIN_NAME and text[start - 1 : start] == "\n")
        ):
            continue  # 产业园区; but 生态文创区 is a name where a line begins with it
        if _cuts_known(start, end, known, starts):
            continue
        out[start, end] = Mention(start, end, name, Place(None, name, "zone"))
    return _everywhere(text, _shortest(out), known, starts)


def _told(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of what stands in frames, frame by frame, and of headings."""
    lines = (
        f"\n{text}"  # every line, and the mark in front of what a text opens with, begins with a character
    )
    for name, frame in _FRAMES:
        for low, high in _windows(lines, _CUES.get(name), _REACHES.get(name, 0)):
            at = low
            while (match := frame.search(lines, at, high)) is not None:
                for start, end in _parts(lines, *match.span("x")):
                    yield start - 1, end - 1
                # The last character of a match may be the mark in front of the next.
                at = match.end() - (name == "does")
    for match in _PLANNED.finditer(text):
        yield match.span("x")
    for match in _HEADING.finditer(lines):
        start, end = match.span("x")
        yield start - 1, end - 1


def _windows(text: str, cue: re.Pattern[str] | None, reach: int) -> list[tuple[int, int]]:
    """Return the spans of the text, without overlap, that hold ``reach`` in front of each ``cue``; None: the whole text."""
    if cue is None:
        return [(0, len(text))]
    out: list[tuple[int, int]] = []
    for match in cue.finditer(text):
        low, high = max(0, match.start() - reach), match.end() + _CUE_LENGTH
        if out and low <= out[-1][1]:
            out[-1] = out[-1][0], high
        else:
            out.append((low, high))
    return out


def _shortest(found: dict[tuple[int, int], Mention]) -> list[Mention]:
    """Keep the shorter of two names that overlap: the frame that stopped first read less into it."""
    kept: list[tuple[int, int]] = []
    for key in sorted(found, key=lambda span: (span[1] - span[0], span)):
        at = bisect_left(kept, key)
        if (at == 0 or kept[at - 1][1] <= key[0]) and (at == len(kept) or key[1] <= kept[at][0]):
            kept.insert(at, key)
    return [found[key] for key in kept]


def _everywhere(
    text: str, told: list[Mention], known: Sequence[Mention], starts: Sequence[int]
) -> list[Mention]:
    """Add the other places in the document where a told name stands."""
    names = {mention.text: mention.place for mention in told if len(mention.text) > _MIN_NAME}
    taken = {(mention.start, mention.end): mention for mention in told}
    if names:
        # One pass however many names there are; where several begin, the longest.
        words = list(names)
        automaton = AhoCorasick(words, matchkind=MatchKind.LeftmostLongest)
        for index, start, end in automaton.find_matches_as_indexes(text):
            if (start, end) not in taken and not _cuts_known(start, end, known, starts):
                taken[start, end] = Mention(start, end, words[index], names[words[index]])
    return [taken[key] for key in sorted(taken)]


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the names of a list; a bracket behind one belongs to none."""
    at = start
    for match in [*_JOIN.finditer(text, start, end), None]:
        stop = match.start() if match is not None else end
        name = re.sub(r"\([^()]*\)$", "", text[at:stop])
        if _ENDS.search(name):
            yield at, at + len(name)
        at = match.end() if match is not None else end


_IN_FRONT = re.compile(
    r"(?:原(?![阳平州])|届时|其中|同时|未来)(?=.{4})|.*(?:(?<![存所现内潜])在|归属|隶属|属于|位于|落户|入驻|的)(?=.{3})"
)


def _without_quotes(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the name itself: nothing of what is 在 it or 的 it, no quotes around it."""
    front = _IN_FRONT.match(text, start, end)
    start = front.end() if front is not None else start
    while start < end and text[start] in "“”.·":
        start += 1
    while start < end and text[end - 1] in "“”.·":
        end -= 1
    return start, end


def _balanced(name: str) -> bool:
    return name.count("“") == name.count("”")


def _only_a_kind(name: str) -> bool:
    stem = _ENDS.sub("", name)
    generic = _GENERIC.match(stem)
    return generic is not None and generic.end() == len(stem)


def _cuts_known(start: int, end: int, known: Sequence[Mention], starts: Sequence[int]) -> bool:
    """Return whether a known place covers the span, or crosses its edge."""
    at = max(0, bisect_left(starts, start) - 1)
    for index in range(at, len(known)):
        mention = known[index]
        if mention.start >= end:
            break
        if mention.end <= start:
            continue
        inside = start <= mention.start and mention.end <= end
        if not inside or (mention.start, mention.end) == (start, end):
            return True
        if mention.start > start and mention.end == end and not _only_a_kind(mention.text):
            return True  # X的某某园: the known name is the place; in 花溪大学城 it is only a kind of place
    return False
