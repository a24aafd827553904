r"""The words and patterns that roles are told by, and how lists of objects are cut.

Patterns work on masked text: a place is one ``\ue000`` and as many ``\ue001`` as its name is longer.
"""

# ruff: noqa: E501 (lists of words inside patterns are easier to read and mend unbroken)

from __future__ import annotations

import re

P = "\ue000\ue001*"
MAX_LABEL, MIN_CLAUSE = 24, 5

# --- topics ----------------------------------------------------------------------------------------------------

PLACE_LIST = re.compile(f"{P}(?:”?(?:、|和|与|及|以及|,|(?<=”))“?{P})*")
_TIME = r"[“”十一二三四五\d年月日至到底—\-.]++(?:期间|时期|期末|末|底|前|后|以来|初)?"
LEAD_IN = re.compile(
    r"[“”\s]*(?:(?:其中|同时|届时|此外|另外|未来|今后|下一步|目前|当前|如今|随后|近年来?|近期|例如|比如|如|即|而|并|且|但|因此|为此|"
    r"一是|二是|三是|四是|五是|六是|截至|预计|据悉|一方面|另一方面|相比之下|近日|日前|期间|接下来|首先|其次|最后|将来|由|以[^,;。\ue000]{2,40}?为[\u4e00-\u9fff]{1,6}的|"
    rf"{_TIME})[的,]?)*+"
)
# The place behind these is where something is, or what it is made into: it owns what follows.
OWNER_BEFORE = re.compile(r"(?:在|将|把|使|让|指)$")
WORKED_ON = re.compile(r"(?:进行|实施|开展)")
BUILDER = re.compile(
    r"(?:探索|争取|配合市?|鼓励|支持|推动|加快|试点|力争|积极|率先|将|并|在|拟|计划|规划|引导|重点|着力|优先|选址)*+$"
)
OWNER_AFTER = re.compile(
    r"(?:等(?:地|区|重点[\u4e00-\u9fff]{1,3}|[\u4e00-\u9fff]{0,4}))?(?:\([^)]*\))?(?:两地|全域|各地)?(?:将|要|应|须|需|会|正|已|还|也|始终|坚持|作为|聚焦|集聚|汇聚|围绕|立足|力争|不断|进一步|成功|则|现|均|"
    r"实现|坐拥|先后|依托|以|是|加|推|提|强|打造|建|持续|入选|获|被|逐步|逐渐|积极|大力|全力|着力|深入|充分|全面|重点|引进|引入|率先|发展|落实|发挥|抢|创|构|优|完|培|支|紧|努力|未来|“|,|$|"
    r"正式|布局|突出|深耕|锚定|瞄准|主打|主攻|定位|隶属|归属|属于|系(?!统|列)|迎来|引育|吸引|拥有|承接|承载|专注|争|做|抓|拟|日前|抢占|发力|规划|下辖|改造|探索|申报|加强|总|近年|今年|去年|\d{4}年|携手|共同|与|和|区内|内|辖区|的(?:主导|支柱|特色|主要|主攻|定位|战略定位|总体定位|发展定位|功能定位)|由)"
)
# What a place in front of it only qualifies: 苏州工业, 广州软件业务.
ATTRIBUTE = re.compile(
    r"[的等、和与及:;,”)]|(?:数字|产业|经济|企业|市场|工业|软件|人工智能|科技|创新(?!构建|打造|推出|实施|探索|开展)|文化|新一代|电子|信息|智能|制造|服务|金融|人才|高新|技术|商贸|交通|生态|"
    r"城市|社会|政务|政府|市民|居民|游客|本地|当地|地区|区域|地铁|机场|大学|银行|管委|管理|街道|党工|党委|书记|副|主任|区长|市长|局|委|办公|总部|园区企业|国际|国家|重点|特色|主要|历史|"
    r"老|新(?!增|建|设|添)|旧|南|北|东|西|中|段|站|路|线|项目|品牌|平台|代表|分公司|分行|公司|集团|研究|实验|医院|学校|学院|馆|展|节|论坛|大会|峰会|活动|会议|赛|奖|模式|经验|故事|精神|样本|速度|力量|\d)"
)
BASED_ON = re.compile(
    r"(?:等[^,;。]{0,8})?为(?:载体|核心|依托|龙头|引领|主阵地|重点|支撑|基础|引擎|组团|支点|节点)"
)
# 以A为核心打造X says what A becomes; 以A列入X为契机 that it is one.
BUILT_AROUND = re.compile(
    r"(?:等[^,;。]{0,8})?为(?:核心|中心|主阵地|龙头|组团|支点|节点)(?:,|并|来)?(?:打造|建设|构建|形成|$)"
)
ON_OCCASION = re.compile(r"(?:被)?(?:列入|列为|纳入|获批|入选|成为|获评|创建)[^,;。]{2,40}为契机")
# What stands in front of a place that is told more of, and is the subject of what follows.
DESCRIBES = re.compile(
    r"(?:[^,;。]{0,12}?(?:位于|坐落于?|地处|占地|总投资|始建于|成立于|建成于|毗邻|紧邻|素有|被誉为|有着|拥有|作为|首发)[^,;。]{2,40}的|(?:走进|走入|步入|来到|回到|放眼|在位于[^,;。]{2,30}的)[^,;。]{0,6}|(?:正在|不断|已经|曾经|昔日|如今|刚刚)[^,;。]{2,16}的|[^,;。]{0,12}[着了][^,;。]{2,24}的|(?:此次|本次|这次|首批|日前|近日)[^,;。\ue000]{2,16}的)“?$"
)
OTHER_SUBJECT = re.compile(
    r"(?:“|同时|此外|未来|目前|今后|接下来|下一步|据悉|据介绍|而)*(?:我们|我公司|该公司|公司|集团|该集团|该企业|企业(?=将|已|还|也|正)|研究院(?=将|已|还|也|正)|项目(?=将|已|建成|投产)|该项目|[^,;。\ue000]{1,14}(?:公司|集团|股份)(?=将|已|还|也|正|则|计划|打造|建设|成立))"
)
RELIES_ON = re.compile(r"依托[\u4e00-\u9fff]{0,6}$")
BASIS = re.compile(r"(?:充分)?(?:依托|以)")
MANY = 3
ONLY_A_PLACE = re.compile(P)
PLACE_OF = re.compile(f"{P}的")
# The place behind these is worked on: a task of its own, but the clauses that follow are not about it.
ACTED_BEFORE = re.compile(
    r"(?:推动|推进|支持|助力|助推|引导|指导|加快|补齐|促进|提升|提高|优化|强化|加强|加速|深化|打响|做强|做优|做大做强|擦亮|统筹|丰富|增强|完善|激活|改造|"
    r"(?<![成作称定列评设誉”])为|参与|鼓励|探索推动|拓展|保护|活化|升级|规范|扩大|扶持|批准|同意|批复)$"
)
# 支持A推动B建成X: X is what B is to become.
PASSED_ON = re.compile(r"(?:推动|助力|助推|引导|促进)$")
NOT_TOPIC_BEFORE = re.compile(
    r"(?:与|同|和|向|对接|面向|从|来自|占|比|较|立足|辐射|服务|链接|联动|对|于|覆盖|赴|至|到|距|接轨|融入|抢抓|响应|落实|学习|学习借鉴|借鉴|根据|按照|"
    r"贯彻|印发|出台|据|经|被|辐射带动|带动|引领|影响|牵手|携手|领先|位居|居|列|全|各|由|选址|落户|入驻|进驻|发挥|利用|结合|借助|来|位于|作为|打造|建设|建成|融合)$"
)
NOT_TOPIC_AFTER = re.compile(
    r"(?:[^,;。]{0,8}方面|第|前\d|首|唯一|最|领先|先进|一流|范围|各地|百强|经验|模式|速度|战略合作|科学院|大学|日报|晚报|的?基础上|市场监管|银行|统计|"
    r"(?:人民)?政府|市委|区委|省委|[\u4e00-\u9fff]{0,10}(?:(?<!布)局|委员会|办公室|(?<!客)厅|管委会)(?!部))"
)

# --- positioned_as ---------------------------------------------------------------------------------------------

# Every branch begins with a plain character: the engine then skips from one such character to the next.
POSITION = re.compile(
    r"(?P<verb>"
    r"定位(?!为|于|是|在|明确|清晰|发展|划分|布局|调整|图|清|[,。;和与及、])|打造成为?|打造为|打造|建设成为?|建设为|建成为?|建成|被定位为|定位为|定位是|定位于|被授予|授予|发展成为?|发展为|培育成(?!效|果|绩|熟)为?|塑造成?为?|升级为|转型为|改造[成为]|变身(?!为)|转化为|提升为|转变为|转身为|蝶变(?:成为|为|成)|蜕变(?:成为|为|成)|跃升为|变身为|崛起为|演变为|明确为|确定为|"
    r"成为|作为|被评为|评为|被认定为|认定为|获评为?|被列为|列为|列入|入选|获批|荣获|荣膺|入围|被誉为|纳入|跻身|瞄准|锚定|对标|共同打造|共建|构筑|构建|筑造|擦亮|争创|争当|勇当|当好|创建|创成|"
    r"建设|加快形成|形成|提升|做强|共筑|获(?!得|取|益|利|奖)|系(?<=[\ue000\ue001]系)(?!统|列|数)|是(?!否|以|由|因|在|要|指|为|推|加|坚|强|深|实|组|出|笃|矢|持|驰|开|完|提|优|建|聚|做|着))"
    r"(?:了|出|好|起|一个|一座|一条|一片)?(?:全新的?|全面的?)?"
)
LONG_VERBS = frozenset({"打造", "建设", "建成", "构建", "形成", "打造成", "成为"})
BUILD_VERBS = frozenset({"打造", "建设", "构建", "建成"})
LOCAL = re.compile(
    r"(?:未来|今后|目前|下一步|近年来|如今)?当地(?:将|已|正|还|也|则|以|聚焦|重点|大力|加快|打造|建设)"
)
# Said of the place the text speaks of, whatever place the object names.
BECOMES = frozenset(
    {"成为", "作为", "是", "入选", "获批", "获评", "列入", "纳入", "获", "荣获", "评为", "被评为", "被誉为"}
)
SUBJECT_VERBS = frozenset(
    {"作为", "是", "获", "入选", "获批", "获评", "评为", "被评为", "荣获", "列入", "纳入", "被列为", "提升"}
)
_STRONG = (
    r"先导区|高地|制高点|枢纽|示范区|先行区|引领区|集聚区|聚集区|集中区|试验区|实验区|创新区|协同区|拓展区|合作区|融合区|活力区|体验区|承载区|承载地|核心区|核心|"
    r"核心引擎|引擎|增长极|增长点|极核|第[一二三四]极|新极|极|支点|节点|支撑点|标杆|新标杆|样板|样板间|样本|范本|典范|范例|范式|名片|金名片|新名片|"
    r"新城|新区|名城|名区|强区|强市|强省|强县|之都|之城|之区|之谷|之窗|之乡|之地|之家|首府|都|城|谷|硅谷|门户|窗口|桥头堡|主阵地|阵地|主战场|主引擎|策源地|发源地|试验田|试验地|"
    r"目的地|优选地|首选地|集聚地|聚集地|承接地|引爆点|先行军|热点区域|汇聚地|栖息地|地标|新地标|亮点|新亮点|排头兵|领头羊|先锋|先行者|领跑者|引领者|客厅|会客厅|走廊|长廊|廊道|产业带|经济带|创新带|发展带|生活圈|经济圈|创新圈|商圈|都市圈|"
    r"中心城市|型城市|城市|中心|基地|产业园区?|科技园区?|创新园|园区|片区|社区|街区|港|湾|岛|半岛|CBD|总部区|商务区|自贸区|开发区|高新区|落脚点|重要区域|发展区域|核心区域|区域之一|之一|重点区域|试点|试点区|"
    r"起点|重镇|发祥地|大本营|根据地|热土|沃土|摇篮|示范点|示范城市|试点城市|标杆区|功能区|配套区|孵化区|培育区|特色区|发展区|总部|客流中心|栖居地|最佳实践地|第一站|首善之区|首善之地|后花园|新空间|新坐标|新引擎|风向标|新范式|第一区|主平台|大平台|产业高峰|"
    r"集群|产业体系|新格局|发展格局|绿洲|智城|水乡|羊城|区|园|圈|带|聚落|试验场|赛场|竞技场|舞台|景区|空间|旗舰|旗舰店|综合体|共同体|热土|沃土|摇篮|大本营|集散地|胜地|乐园|家园|港湾|"
    r"第一[城区谷港园镇街村]|心脏|龙头|先导|主场|洼地|水岸|支柱|标志性工程|所在地|会客厅|载体|压舱石|加速器|动力源|增长源|新极点|首店|港口|码头"
)
STRONG_TAIL = re.compile(
    rf"(?:{_STRONG})(?:\([^)]*\)|”|’)*(?:等)?(?:称号|荣誉|荣誉称号|(?:创建|培育)?名单)?$"
)
_WEAK_TAIL = re.compile(
    r"(?:集群|产业体系|新格局|发展格局|品牌|基地|园区|社区|地|区|园|圈|带|县|镇|村|城市|极|都|城|试点|核心|总部|街区|片区|湾|岛|港|中心)(?:”|’)?(?:等)?$"
)
_LOOSE_VERBS = (
    "建设",
    "形成",
    "加快形成",
    "提升",
    "做强",
    "壮大",
    "营造",
    "创建",
    "构建",
    "抢占",
    "构筑",
    "是",
    "获",
    "列入",
    "纳入",
    "擦亮",
)
_AWARDED = frozenset({"获批", "获评", "获评为"})
# What a park or a building may be, that a city is not.
_OF_A_SITE = re.compile(
    r"(?:示范|合作|服务|创新|交流|展示|功能性?|公共|综合|核心|重要|主|孵化|交易|开放)(?:平台|载体|空间)(?:”)?$"
)
_TRULY_STRONG = re.compile(
    r"(?:高地|枢纽|新引擎|主引擎|(?:示范|先行|先导|引领|集聚|聚集|创新|协同|拓展|合作|融合|试验)区|承载[区地]|核心区|增长极|策源地|标杆|名城|强[区市省县]|之[都城区谷窗]|都|新城|门户|桥头堡|第一[城区谷港园镇]|聚落|热土|(?:中心|活力|标杆|示范|样板|领先)城市|型城市|"
    r"生活圈|都市圈|创新圈|产业圈|消费圈|目的地|优选地|首选地|试验田|典范|样板|走廊|经济带|产业带|阵地|地标|支点|节点|制高点|新名片|会客厅|重镇|之一|主引擎|"
    r"(?:创新|贸易|消费|金融|科技|航运|物流|商贸|数据|研发|总部|制造|服务|交易|会展|文化|航空|综合)中心|总部区|亮点)(?:\([^)]*\)|”|’)*(?:等)?$"
)
_NOT_POSITION = re.compile(
    r"(?<!标志性)(?:工程|项目)(?:”|’)?$|(?:实验室|研究院|孵化器|服务中心|数据中心|指挥中心|检测中心|测试中心|验证中心|保护中心|适配中心|调度中心|培训中心|体验中心|培训基地|实习基地|实训基地|充电|基站|停车|平台建设|监管区|安防区|"
    r"机制|制度|体制|队伍|环境|氛围|能力|水平|优势|短板|问题|困难|产品|服务|系统|模式|场景|合力|成果|方案|政策|计划|生态|产业链|链条|闭环|技术|活动|赛事|消费区|负面清单|办公区|小区|厂区|校区|院区|库区)(?:”|’)?$"
)


# What these make of a place is its role whatever it is called, but for things that no place can be.
MAKING_VERBS = (
    "定位", "打造成", "打造为", "建设成", "建设为", "建成为", "定位", "被定位", "发展成为", "培育成", "塑造", "升级为", "转型为",
    "提升为", "转变为", "转身为", "蝶变", "蜕变", "跃升为", "变身为", "崛起为", "演变为", "明确为", "确定为",
)  # fmt: skip
_NO_ROLE = re.compile(
    r"(?:企业|公司|机构|团队|队伍|项目|工程|人才|机制|制度|体制|环境|氛围|能力|水平|优势|合力|方案|政策|计划|标准|产品|服务|技术|活动|赛事|问题|数据|系统|应用|品牌|IP|链条|闭环|矩阵|工作|引领|示范|力量|现实|常态|共识)(?:”|’)?$"
)
# With the place named, what is otherwise a thing may be what the place becomes.
_IN_PLACE = re.compile(
    r"(?:数据中心|体验中心|培训中心|服务中心|培训基地|实训基地|实习基地|场景|消费区)(?:”|’)?$"
)

# 打造A、B等10个平台 lists what was set up, not what the place is.
SET_UP = re.compile(
    r"等(?:\d+[余多]?个|[一二三四五六七八九十]+[大个]|一批|多个|若干)[^,;。]{0,10}(?:平台|载体|空间|基地|项目|园区)$"
)
_QUOTED = re.compile(r"(?:[^“”,;。]{0,12}的)?(?:一[座个张条块颗])?“[^“”]{2,14}”(?:之一)?$")
_SEVERAL = re.compile(r"(?:一批|多个|若干|更多|一系列|各类|超过|不少于)|[约近超]?\d+(?:余|多)?[个家座条处]")


def is_position(
    phrase: str, verb: str, *, there: bool = False, named: bool = False, site: bool = False
) -> bool:
    """Return whether ``phrase`` names what a place is or is to be, as the object of ``verb``.

    ``there``: the clause says where (在P建设X基地), so that a plain ending is enough.
    ``named``: the place stands right before the verb (P是X基地).
    ``site``: the place is a park, a building or the like.
    """
    if (
        len(phrase) < 3
        or phrase[0] in "(、"
        or re.fullmatch(r"[“”\d.%A-Z+N]+|.*[定板能][位块级]”?", phrase)
        or _SEVERAL.match(phrase)
    ):
        return False
    if phrase.startswith(("充满", "融合", "兼具", "具备")) and STRONG_TAIL.search(phrase) is None:
        return False
    if _NOT_POSITION.search(phrase) and not (there and _IN_PLACE.search(phrase)):
        return False
    if site and _OF_A_SITE.search(phrase):
        return True
    if (named or site) and verb in ("是", "成为", "被誉为", "作为") and _QUOTED.match(phrase):
        return True
    if verb.startswith(MAKING_VERBS) or (there and verb.startswith("打造")):
        return _NO_ROLE.search(phrase) is None
    if there and verb in BUILD_VERBS:
        return STRONG_TAIL.search(phrase) is not None
    if named and verb in ("是", "系"):
        return STRONG_TAIL.search(phrase) is not None and len(phrase) >= MIN_CLAUSE
    if verb == "是" and _FIRST_OF.match(phrase):
        return STRONG_TAIL.search(phrase) is not None
    if verb.startswith(_LOOSE_VERBS) and verb not in _AWARDED:
        return _TRULY_STRONG.search(phrase) is not None
    if _WEAK_TAIL.search(phrase) and verb in ("打造", "成为") and len(phrase) < 4:
        return False
    return STRONG_TAIL.search(phrase) is not None


# 京津冀南部数字服务业集聚区 is what a place becomes, not a site that is built.
OF_A_REGION = re.compile(
    r"(?:京津冀|长三角|珠三角|粤港澳|大湾区|成渝|华[东南北中]|东北|西[部南北]|中部|全[国省市球]|国家|国际|世界|区域|黄河|长江|东盟|“一带一路”)"
)
_FIRST_OF = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}?(?:首个|首家|首批|唯一|第一个|最大)|(?:全国|全省|全市|国家级|省级))"
)
# What lies beside the place it is of, not in it: X的拓展区 is what another place is to X.
BESIDE = re.compile(
    r"(?:拓展区|延伸区|配套区|承接区|承接地|协作区|联动区|后花园|辐射区|溢出地|飞地|门户)(?:”)?$"
)


SLOGAN = re.compile(r"[一二三四五六七八九十]是([^,;。]{4,24})")

# 把数字经济作为引擎 says what the industry is, not what the place is.
SOMETHING_AS = re.compile(r"[将把][^,;。\ue000]{2,40}$")
PURPOSE = re.compile(r"为(?:了|更好|进一步|加快|全面)*(?:规划)?(?:建设|打造|构建|形成|推动|促进)")
# 龙湖片区,为科技创新功能区
IS_PLAINLY = re.compile(r"(?:分别)?为(?P<objects>[^,;。]{4,24})$")
AS_ORIENTATION = re.compile(r"以“?(?P<objects>[^,;。“”]{4,80})”?为(?:功能|发展|总体|战略|产业)?定位$")
OF_ANOTHER = re.compile(
    r"的(?!发展)(?!总体|战略|功能|未来)?(?!定位|目标|方向)[\u4e00-\u9fff]{2,10}(?:是|成为)"
)
_APART = r"[^,;。、\ue000\ue001]"
APPOSED = (
    re.compile(
        rf"(?:^|让|在|是|从)(?P<objects>(?:{P})?{_APART}{{2,16}}(?:重镇|名城|之都|之城|桥头堡|策源地|高地|枢纽|首府|门户|新地标|大本营))(?P<place>{P})(?!的|等)"
    ),
    re.compile(
        rf"(?P<place>{P}(?:[、和]{P})*)等(?:一批|多个|\d+个)?(?P<objects>{_APART}{{3,24}}?)(?:建设|发展)?(?:$|的|为)"
    ),
)
_CALLED_SO = re.compile(
    r"(?:集聚地|聚集地|集聚区|综合体|示范区|试验区|先导区|枢纽|高地|名城|策源地|重镇|之都|之城|桥头堡|首府|门户|地标|大本营|承载区|核心区|引领区|创新区)$"
)
ENDS_IN_DEVELOP = re.compile(
    r"(?:重点发展|主要发展|着力发展|大力发展|主攻|聚焦|主导产业(?:为|包括|有)?|产业定位(?:为)?|功能定位(?:为)?)$"
)


def is_apposition(phrase: str) -> bool:
    """Return whether what stands beside a name says what the place is, and not only of what kind (等重点片区)."""
    return (
        _CALLED_SO.search(phrase) is not None
        and re.match(r"(?:重点|各|主要|特色|地|区域|城市|区)", phrase) is None
    )


TOWARD = re.compile(
    rf"(?P<place>{P})?(?:向|朝着?)(?P<objects>[^,;。]{{4,30}}?)(?:的目标)?(?:迈进|迈步|转型|转变|跃升|跨越|挺进|进军)$"
)

# --- focus_industry --------------------------------------------------------------------------------------------

_FIELDS = r"(?:等)?(?:[\u4e00-\u9fff\d“”]{0,12}?)(?:产业集群|产业链|产业|行业|领域|业态|赛道|环节|方向)"
FOCUS: tuple[tuple[re.Pattern[str], str, bool], ...] = (
    (
        re.compile(
            r"(?:将|把)(?P<objects>(?!\ue000)[^,;。]{2,40}?)作为[^,;。]{0,6}?(?:引擎|主导|支柱|首位|主攻|先导|重点产业|重点方向)"
        ),
        "made",
        False,
    ),
    (
        re.compile(
            r"(?:巩固|提升|做强|壮大|培育|形成|打造)(?P<objects>[^,;。]{4,90}?等[^,;。]{0,12}?(?:产业|行业)?(?:优势|能级|链群|产业集群|产业链))"
        ),
        "raise",
        True,
    ),
    (
        re.compile(
            r"(?:打造|培育|形成|构建|构筑|壮大|做强|发展|布局(?!发展)|聚焦|瞄准|向)(?P<objects>[^,;。]{4,80}?)(?:等)?(?:[一二两三四五六七八九十]|\d+)[大个条][\u4e00-\u9fff]{0,8}(?:产业集群|产业|赛道|领域|方向)(?:转型发展|转型|集聚)?$"
        ),
        "numbered",
        True,
    ),
    (
        re.compile(
            r"(?:引进|引育|招引|引入|吸引|培育(?!出|了)|集聚|导入|植入|做强|涵盖|覆盖|涉及|囊括)(?:了)?(?![^,;。]*等(?:头部|龙头|知名|行业|领军|一批|众多))(?P<objects>[^,;。]{3,80}?)(?:等(?!头部|龙头|知名|行业|领军|一批|众多|国内|世界|\d)[\u4e00-\u9fff]{0,6})?(?:机构|企业|业态|产业|行业|领域)$"
        ),
        "kinds",
        True,
    ),
    (
        re.compile(
            r"(?:围绕|聚焦|以|依托)“(?P<objects>[^“”]{4,80})”(?:等)?[一二两三四五六七八九十\d]*[大个]?[\u4e00-\u9fff]{0,4}产业"
        ),
        "field",
        True,
    ),
    (
        re.compile(
            rf"^(?:目前|其中)?(?P<objects>(?!打造|以|形成|构建)[^,;。\ue000]{{2,20}}?)(?:产业)?(?:是|系|为)(?:{P})?[^,;。]{{0,16}}?(?:主导|特色|支柱|优势|首位|新兴)产业"
        ),
        "is-leading",
        True,
    ),
    (
        re.compile(r"以(?P<objects>[^。;]{2,80}?)(?:等)?作为[^,;。]{0,8}?(?:方向|主导|支柱|重点|引领)"),
        "led-by",
        True,
    ),
    (
        re.compile(r"提升(?P<objects>[^,;。]{2,40}?)产业(?:发展)?(?:质量|能级|水平|竞争力)$"),
        "raise",
        True,
    ),
    (re.compile(r"重点为(?P<objects>[^,;。]+?)预留"), "reserved", False),
    (
        re.compile(
            r"以(?P<objects>[^。;]{2,60}?)(?:产业)?(?:发展)?为(?:主(?:导|攻|体|线|业|要)?(?:方向|产业)?(?![\u4e00-\u9fff])|主导|主攻|主体|突破口|主线|抓手|主业|方向|特色|重点|支柱|龙头|引领|代表的.{0,8}产业)"
        ),
        "led-by",
        True,
    ),
    (
        re.compile(
            r"(?:重点发展|重点培育|重点布局|主要发展|着重发展|优先发展|主要承接|重点承接|主攻(?!方向)|主导产业(?:为|是|包括|有)|支柱产业(?:为|是|包括|有)|特色产业(?:为|是|包括|有)|主要产业(?:为|是|包括|有)|先导产业(?:为|是|包括|有)|大力发展|重点突破|重点攻关|聚力发展|集中发展|突出发展|"
            r"做大做强|做强做优做大|做强做优|发展壮大|培育壮大|布局发展|着力发展|积极发展|加快发展|鼓励发展|支持发展|推动发展|全力发展|重点引进|培育发展|"
            r"巩固提升|前瞻布局|超前布局|谋划布局|抢先布局|加快布局|重点打造|因地制宜发展|探索发展)(?:和培育|了|发展)?(?!的)(?P<objects>[^。;]{2,})"
        ),
        "develop",
        False,
    ),
    (
        re.compile(
            rf"(?:聚焦|瞄准|围绕|深耕|锚定|专注于?|主打|主攻|主营|主推|发力|集聚|突出(?!问题|位置|贡献)|做强|做优|做大|抢抓|发展|布局|侧重|专攻)(?P<objects>[^。;]{{2,80}}?{_FIELDS})"
        ),
        "field",
        True,
    ),
    (
        re.compile(
            r"(?:^|并|重点)(?:在|推动)(?P<objects>[^,;。在]{4,60}?)等(?:重点|新兴|前沿|优势)?(?:产业|行业|领域)"
        ),
        "field",
        True,
    ),
    (
        re.compile(
            r"(?:重点推进|加快推进|全力加快|加快|推进|推动)(?P<objects>[^,;。]{2,50}?(?:产业|业))(?:集群)?发展$"
        ),
        "field",
        True,
    ),
    (re.compile(r"(?:^|并)在(?P<objects>[^,;。在]{4,60}?)领域"), "field", True),
    (
        re.compile(
            r"(?:布局(?!发展)|聚焦|瞄准|主攻|发展|锚定|深耕|专注于?|主打|主营|主推|突出|侧重|专攻|承接|紧盯|主导(?!产业|权|作用|地位|下|的))(?P<objects>[^,。;]{2,80})"
        ),
        "field",
        True,
    ),
)
_INDUSTRY = re.compile(
    r"(?:产业|工业|制造业|服务业|业|经济|技术|制造|装备|医药|材料|能源|金融|物流|会展|智能|智造|数据|网络|软件|芯片|硬件|互联网|物联网|区块链|元宇宙|云计算|算法|算力|通信|汽车|机器人|"
    r"电池|光伏|储能|氢能|显示|集成电路|半导体|电子|信息|文旅|旅游|商贸|电商|商务|直播|电竞|游戏|动漫|影视|设计|时尚|创意|传媒|教育|医疗|健康|康养|养老|文化|体育|农业|种业|食品|纺织|服装|家居|"
    r"家电|航空|航天|低空|海洋|环保|节能|安全|量子|生物|基因|细胞|器械|贸易|消费|法律服务|检测|科技服务|人才服务|管理咨询|咨询|供应链|总部|孵化|研发|5G|6G|AI|VR|AR|现实|孪生|终端|媒体|视频|视听|传感器|"
    r"新材料|核心部件|机床|船舶|石化|化工|钢铁|建材|冶金|陶瓷|轻工|珠宝|美妆|美容|化妆品|金融科技|租赁|保险|基金|创投|交通|出行|物业|家政|餐饮|酒店|会计|信创|数字内容|新业态|创新应用|服务贸易|业态|品牌|传感|光电|光电子|激光|遥感|导航|卫星|音乐|文学|音频|视频|内容|艺术|社交|仪器|仪表|农机|模具|零部件|配送|冷链|仓储|文创|国潮|露营|研学|民宿|会议|认证|标准|测绘|地理信息|空天|商业航天|应用|经济圈)"
    r"(?:\([^)]*\))?(?:等)?(?:产业|领域|行业|业态)?$"
)
LEADING = re.compile(r"为(?:主导|主攻|特色|支柱|主业|主(?![\u4e00-\u9fff])|突破口|重点|方向)")
FOCUS_WORDS = re.compile(
    r"突破|攻关|引擎|紧盯|引育|招引|引入|吸引|导入|植入|涵盖|覆盖|涉及|囊括|发展|预留|锚定|专注|突出|做强|做优|主营|主推|抢抓|侧重|专攻|为主|为特色|为重点|为支柱|为龙头|为引领|为方向|为突破口|为抓手|为代表|承接|主攻|主导|支柱|特色产业|培育|布局|做大做强|做强做优|壮大|巩固|引进|打造|聚焦|瞄准|围绕|深耕|主打|发力|集聚|领域|产业|行业|方向"
)
NOT_A_FOCUS = re.compile(f"提供了|差距|不足|有待|与{P}")
_NOT_INDUSTRY = re.compile(
    r"^高(?:标准|水平|质量|品质|起点)|^(?:科技|产业)与(?:产业|科技)|(?:优势|作用|水平|能力|问题|目标|需求|任务|工作|建设|机制|体系|制度|主题|主线|核心技术|关键技术攻关|攻关|突破|民生|环境|群众|企业|人才|资源|要素|质量发展|融合发展|转型|升级|改革|落地|"
    r"项目|会议|精神|战略|定位|平台|应用场景|格局|规模|数量|步伐|力度|合作|开放|创新|保障|供给|治理|服务水平|深度融合|市场主体|环节|方面|责任|品质|特色|一体化|现代化|数字化|智能化|驱动)$|^(?:主导|支柱|特色|优势|重点|相关|科技)?(?:产业|行业)$"
)


def is_industry(phrase: str) -> bool:
    """Return whether ``phrase`` names an industry, a field of one, or a technology that makes one."""
    phrase = phrase.strip("“”‘’")
    return (
        2 <= len(phrase) <= 24
        and _NOT_INDUSTRY.search(phrase) is None
        and _INDUSTRY.search(phrase) is not None
    )


_LIST_MARK = re.compile(r"、|和|与|及|以及|,|\+|/")
_TAIL_FIELDS = re.compile(r"等(?P<rest>.*)$")
_FIELD_WORD = re.compile(
    r"^(?:重点|新兴|前沿|优势|核心|主导|特色|未来|相关|战略性|数字经济|传统|先进|高端|现代|[\u4e00-\u9fff]{0,4})?(?:产业集群|产业链上下游|产业链|产业|行业|领域|业态|赛道|方向|环节|细分领域)"
)
_CUT = re.compile(
    r"(?:的)?(?:产业|相关)?(?:发展水平|集聚发展|能级|质量|布局|建设|融合发展|高质量发展|发展质量|优势产业|发展|能力|规模)$"
)


def industry_list(clause: str, low: int, high: int) -> list[tuple[int, int]]:
    """Return the spans of the industries listed in ``clause[low:high]``: cut at 、 和 及, 等 and what follows it off."""
    stop = object_end(clause, low, high)
    text = clause[low:stop]
    extra: list[tuple[int, int]] = []
    tail = _TAIL_FIELDS.search(text)
    if tail is not None:
        rest = tail["rest"]
        general = _FIELD_WORD.match(rest)
        after = rest[general.end() :] if general is not None else rest
        behind = re.match(r"(?:发展)?(?:和|与|及|以及)(.+)$", after)
        base = low + tail.start("rest")
        if general is None and is_industry(rest):
            extra += split_list(clause, base, stop)
        elif general is not None and len(general.group()) > 4 and is_industry(general.group()):
            extra.append((base, base + general.end()))
        if general is not None and behind is not None:
            at = base + general.end() + behind.start(1)
            extra += [span for span in split_list(clause, at, stop) if is_industry(clause[slice(*span)])]
        stop = low + tail.start()
    if clause.startswith("“", low) and "\ue003" in text:
        spans = [
            (low + match.start(), low + match.end())
            for match in re.finditer(r"[^“”\ue003]{2,}", text.split("”")[0])
        ]
    else:
        spans = split_list(clause, low, stop)
    out = []
    for start, end in [*spans, *extra]:
        cut = _CUT.search(clause[start:end])
        stop = start + cut.start() if cut is not None and cut.start() >= 2 else end
        figures = re.search(r"\d(?!G|D|\d)", clause[start:stop])
        if stop - start >= 2 and _NOT_INDUSTRY.search(clause[start:stop]) is None and figures is None:
            out.append((start, stop))
    return out


# --- lists -----------------------------------------------------------------------------------------------------

NOT_A_NAME = re.compile(r"发展|目标|任务|专栏|工程$|方向|措施|内容|重点|指标|要求|建设")
PLACE_TAIL = re.compile(r"[区园城谷港湾岛圈带镇村街路廊馆楼厦院校基地片团汇洲中心]$")
_OBJECT_STOP = re.compile(
    r"[,;。:|]|——|从而|进而|为(?:发展)?(?:愿景|目标|契机|抓手)|打下|奠定|提供|作出|做出|贡献|注入"
)
_AND = re.compile(r"、|以及|(?<=[\u4e00-\u9fffA-Z”)\ue000\ue001])[和及](?=[\u4e00-\u9fff“\ue000A-Z])")


def object_end(clause: str, low: int, high: int | None = None) -> int:
    """Return where the object that begins at ``low`` ends."""
    match = _OBJECT_STOP.search(clause, low, len(clause) if high is None else high)
    return match.start() if match is not None else (len(clause) if high is None else high)


def split_list(clause: str, low: int, high: int) -> list[tuple[int, int]]:
    """Return the spans of the items of a list, cut at 、 以及 and at 和 及 where both sides can stand alone."""
    out: list[tuple[int, int]] = []
    at = low
    for match in _AND.finditer(clause, low, high):
        if match.group() in ("和", "及"):
            left, right = clause[at : match.start()], clause[match.end() : high]
            if not _splits(left, right):
                continue
        out.append((at, match.start()))
        at = match.end()
    out.append((at, high))
    return [span for span in (_strip(clause, a, b) for a, b in out) if span[1] - span[0] >= 1]


_MAX_FIELD = 8


def _splits(left: str, right: str) -> bool:
    """Return whether 和 joins two whole items: not 数据采集和处理中心, but 示范区和高地."""
    head = re.split(r"、|以及", right)[0]
    if (
        STRONG_TAIL.search(left)
        and len(left) >= 3
        and (not left.endswith("城市") or STRONG_TAIL.search(head))
    ):
        return True
    if len(left) < 3 or "的" in left:
        return False
    if is_industry(left) and is_industry(head):
        return True
    last = re.split(r"、|以及", left)[-1]
    return (is_industry(last) or is_industry(head)) and all(
        3 <= len(side) <= _MAX_FIELD and _NOT_INDUSTRY.search(side) is None for side in (last, head)
    )


def _strip(clause: str, low: int, high: int) -> tuple[int, int]:
    while low < high and clause[low] in " 的等和及了":
        low += 1
    while low < high and clause[high - 1] in " 等":
        high -= 1
    return low, high
