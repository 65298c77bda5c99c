"""The vocabulary of Shanghai addresses: suffixes, markers, old houses' rooms, surnames and remarks.

Everything here is how the city writes, not how one town is drawn: no road or compound is named.
"""

import re


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


DISTRICTS = _words(
    "浦东新 黄浦 徐汇 长宁 静安 普陀 虹口 杨浦 闵行 宝山 嘉定 浦东 金山 松江 青浦 奉贤 崇明 卢湾 "
    "闸北 南市 南汇"
)
PROVINCES = _words(
    "黑龙江 内蒙古 北京 天津 重庆 河北 山西 辽宁 吉林 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 "
    "广东 广西 海南 "
    "四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆 香港 澳门 台湾"
)

# A name that ends so is a compound wherever it stands.
COMPOUND_ENDS = _words(
    "小区 新村 公寓 花园 花苑 家园 大厦 大楼 名邸 名苑 华庭 雅苑 佳苑 新苑 华苑 家苑 豪苑 豪庭 "
    "公馆 别墅 广场 国际 名城 新城 名都 "
    "山庄 街坊 宿舍 工房 大院 寓所 别业 商务楼 商厦 里弄 园区 庄园 中心 雅居 名园 景苑 御园 华府 "
    "宾馆 酒店 医院 学校 工业园 产业园 创意园 科技园 软件园 创业园"
)
# A name that ends so is a compound only where a compound can stand.
WEAK_ENDS = tuple("苑邸墅园坊村里城湾庭府寓阁轩居庄宅邨院")
# One tower: a lone number behind it is a flat.
TOWER_ENDS = ("大厦", "大楼", "公寓", "广场", "商厦", "商务楼", "宾馆", "酒店", "公馆")
PHASE = (
    r"(?:第?[一二三四五六七八九十0-9]{1,3}(?:期|村|区|街坊|小区|组|队|坊)"
    r"|[东西南北中A-Za-z](?:区|村|苑|园|块))"
)

COMMITTEE_ENDS = _words("居民委员会 社区居委会 村民委员会 社区居委 居民区 居委会 村委会 居委 村委 社区")
OLD_ROOMS = _words(
    "后二层阁 前二层阁 二层阁 三层阁 假三层 假四层 过街楼 亭子间 灶披间 前客堂 后客堂 客堂间 "
    "统客堂 东厢房 西厢房 前厢房 "
    "后厢房 统厢房 汽车间 底楼 底层 前楼 后楼 统楼 中楼 客堂 灶间 厢房 阁楼 晒台 天井 披间 披屋 "
    "地下室 半地下室 车库 "
    "大房间 小房间 前间 后间 东间 西间 中间 南间 北间 前房 后房 顶楼 顶层 门面房 街面房"
)
FILLERS = ("弄内", "内部", "的", "内", "之", "第", "路", "号")
# Behind a road: the houses along it, which need no name of their own.
FRONTS = ("沿街商铺", "沿街门面", "沿街")

NOT_DISTRICT = "小民园社地景街厂校院片活东西南北中辖市郊新一二三四五六七八九十"
GENERIC_NAME = re.compile(
    rf"(?:新?[一二三四五六七八九十0-9]{{1,3}}村|{'|'.join(COMPOUND_ENDS)}|{'|'.join(COMMITTEE_ENDS)})"
)

SURNAMES = frozenset(
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁"
    "沈姜范江傅钟卢汪戴崔任陆廖姚方金邱"
    "夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄"
    "章鲁倪庞邢俞翟蓝聂齐向申葛柴伍覃骆"
    "关焦柳欧祝纪尚毕耿芦左季管符辛苗詹曲欧靳祁路涂甘裴翁房霍童柯阮宁项成凌翟戚应费鲍卞屠计桑瞿诸褚费"
    "奚郁单穆简饶闵"
)
DOUBLE_SURNAMES = (
    "欧阳",
    "上官",
    "司马",
    "诸葛",
    "司徒",
    "皇甫",
    "夏侯",
    "东方",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "长孙",
)
TITLES = _words(
    "阿姨 叔叔 先生 女士 小姐 老师 师傅 大爷 大妈 大伯 大叔 奶奶 爷爷 阿婆 阿公 阿伯 伯伯 伯母 "
    "太太 医生 同志 阿姐 老伯 老太 爷叔 "
    "家里 家中 一家 全家 转交 家 收 转"
)
FAMILY = frozenset(_words("家里 家中 一家 全家 转交 家 收 转"))
LABELS = _words("联系人 户主 房东 业主 租客 租户 承租人 姓名 住户 居民 收件人 本人 同住人 二房东")
# Two or three characters that begin like a surname and are none.
NOT_PEOPLE = frozenset(
    _words(
        "房东 常住 安全 方便 金山 高层 毛坯 成套 管道 单元 计划 于今 应急 宁波 温州 江苏 江西 安徽 "
        "康复 文明 白天 石库门 左边 左侧 "
        "左手 关门 安置 安置房 童装 房客 房子 项目 简易 应届 金属 万达 路口 路边 高楼 黄色 白色 田间 "
        "车间 季度 向南 向北 向东 向西 "
        "武汉 武汉市 黄冈 黄石 襄阳 常州 常熟 金华 江阴 马路 苗圃 龙门 安保 安保处 计生 施工 施工队 "
        "余房 成员 常来 同上 方向 向左 向右 "
        "范围 纪念 任意 章程 文件 路旁 路南 路北 路东 路西 温馨 齐全 雷同 白班 夏天 石墙 关闭 江边 "
        "江北 江南 湖北 湖北省"
    )
)
