"""The stock of names: what people are called by cohort, and which characters sound or look alike."""

from __future__ import annotations

from .words import pairs, words

# Most usual first. Shanghai's own order: 沈 陆 顾 stand higher here than in the country at large.
SURNAMES = (
    "王张陈李徐周朱吴沈陆刘顾杨金孙赵黄钱姚许胡俞唐郑蒋曹施马高林何汪倪叶丁冯戴傅郭潘罗龚方谢程夏范秦"
    "宋董邵严梁袁韩苏包于薛余邓戚江谈瞿蔡杜瞿毛盛曾彭田乔翁诸祝章史崔任庄贾石侯樊季凌费管洪魏柏殷黎宣"
    "阮姜奚蔚支臧桑荣褚虞尹仇解单查区"
)
COMPOUND_SURNAMES = words("欧阳 诸葛 上官 司徒 司马 皇甫 令狐 端木 公孙 慕容")

# (born until, share of one-character given names, male first, male second, female first, female second)
COHORTS = (
    (
        1949,
        0.10,
        "德根金永阿长国文志福荣宝祥兴锡耀关鸿仁林庆维伯",
        "根生林明发宝才荣祥德福兴良元康泉海昌贵成初义",
        "秀桂玉凤美惠瑞淑翠阿金月素兰巧彩雪文佩杏菊银",
        "英珍兰芳华娣妹琴珠仙宝凤云娥金贞弟宝香林芬秀",
    ),
    (
        1969,
        0.24,
        "建国志伟永明卫文德忠金跃新海长华荣庆宝惠培立振",
        "国华明平民强军伟良忠荣康敏生祥林根龙弟勇东庆",
        "美丽秀惠玉小雅建爱佩文凤月慧翠春亚桂红莉萍彩",
        "英华芳珍萍琴红妹芬敏琳珠娟兰凤霞娣丽玲勤芝菊",
    ),
    (
        1984,
        0.40,
        "志建俊晓伟海文永卫佳国宏立春学剑少继云振一东",
        "华峰明军强伟杰勇斌涛敏俊鸣毅健刚辉波磊君平飞",
        "晓丽海静燕春慧佳文雪红小秀艳雅志美敏怡婉玉莉",
        "燕红丽敏芳霞娟静萍琴洁琼颖莉艳蓉华玲英芸雯莹",
    ),
    (
        1999,
        0.26,
        "佳俊嘉晓志文子浩天宇一家毅思诗逸明世伟梓振旭",
        "豪杰伟峰超宇俊斌磊鑫辰鹏涛晨翔毅凯文阳骏昊成",
        "佳嘉晓雨思诗怡梦雯静欣婷文慧雪晨依子若一心玉",
        "雯婷怡琳倩颖洁莹萍蓉丹琪妍敏静佳慧雅瑶艳婕菁",
    ),
    (
        2100,
        0.08,
        "子浩宇梓一俊奕宸皓沐辰嘉天承昊铭泽晨思佑睿瑞",
        "轩涵宇辰睿泽晨阳豪然杰哲宸霖航熙恒博洋源诚奕",
        "梓诗欣雨一思语子若梦可沐依芷佳静紫熙嘉馨奕涵",
        "涵萱怡彤妍琪悦瑶宁汐妤桐萌媛雯晗晴菲洛心宸玥",
    ),
)

# What a clerk's keyboard cannot find, and what he types instead.
RARE = dict(
    pairs(
        "㛃/JIE 䶮/YAN 𠮷/吉 㭎/GANG 𬭎/HONG 㑇/ZHOU 翀/冲 赟/斌 喆/哲 彧/或 頔/DI 堃/坤 珺/君 𬱖/WEI 㬎/XIAN"
    )
)

HOMOPHONES = words(
    "伟玮炜纬 丽莉俐 芳方坊 静敬靖婧 敏闽 华骅桦 英瑛婴莺 明铭鸣名 杰洁捷婕 军君钧俊 强蔷 平萍苹 "
    "娟涓鹃 燕艳雁彦 玲琳灵凌铃 霞遐 红虹宏洪鸿 慧惠卉蕙 佳嘉家加 怡宜仪依 雯文纹 婷庭亭 欣鑫心馨新 "
    "雪学 志智致 建健剑 国果 峰锋丰枫 斌彬宾 涛韬 磊蕾 勇永咏 宇雨羽禹 浩皓昊 辰晨宸忱 子梓紫 轩萱暄 "
    "涵函晗 妍研颜 琪琦祺 瑶遥 彤桐童 诗施 思斯 梦孟 凤奉 珍真贞 秀绣 桂贵 兰岚 妹美 娣弟 根跟 "
    "荣容蓉榕 祥详翔 福富 章张 陆路 沈申 余俞于虞 徐许 倪尼 冯凤 蒋姜江 曹草 严阎颜 袁元 傅付 肖萧 "
    "晓小 春纯 海亥 毅奕逸艺 睿瑞 泽则 洋阳扬 航杭 康亢 忠中 民敏 东冬 辉晖挥"
)
LOOKALIKES = words(
    "未末 晨辰 士土 己已 钧钓 玥明 婷停 菁青 洋详 孟盂 冶治 昊吴 汪江 候侯 瑞端 萱宣 淑叔 娣弟 莹萤 "
    "妤好 宸晨 梓锌 祥样 洁结 仙汕 金全"
)
TRADITIONAL = dict(
    pairs(
        "陈/陳 张/張 刘/劉 黄/黃 郑/鄭 谢/謝 许/許 叶/葉 罗/羅 马/馬 杨/楊 国/國 华/華 兰/蘭 凤/鳳 丽/麗 "
        "伟/偉 杰/傑 荣/榮 强/強 东/東 龙/龍 宝/寶 云/雲 红/紅 颖/穎 诗/詩"
    )
)

# country: (male given, female given, surnames, passport pattern); "#" is a digit, "@" a letter.
# Where a Chinese writing is usual it stands after a slash.
FOREIGN = {
    "日本": (
        ("KENICHI/健一", "TAKASHI/隆", "DAISUKE/大辅", "HIROSHI/浩"),
        ("YUKO/裕子", "AYUMI/步", "MIKI/美纪", "KEIKO/惠子"),
        ("TANAKA/田中", "SATO/佐藤", "KOBAYASHI/小林", "YAMAGUCHI/山口", "MORI/森"),
        "@@#######",
    ),
    "韩国": (
        ("MINJUN/民俊", "JIHOON/智勋", "SUNGHO/成浩"),
        ("JIYEON/智妍", "SOOJIN/秀珍", "EUNHEE/恩姬"),
        ("KIM/金", "PARK/朴", "LEE/李", "CHOI/崔"),
        "M########",
    ),
    "美国": (
        ("MICHAEL", "DAVID ALAN", "ROBERT", "KEVIN"),
        ("JENNIFER", "EMILY ROSE", "LAURA"),
        ("JOHNSON", "MILLER", "O'BRIEN", "CHEN", "VAN DYKE"),
        "#########",
    ),
    "法国": (
        ("JEAN-PIERRE", "NICOLAS", "JULIEN"),
        ("CLAIRE", "MARIE-ANNE", "HELENE"),
        ("DUBOIS", "LEFEVRE", "DE LA TOUR", "MOREAU"),
        "##@@#####",
    ),
    "德国": (
        ("JURGEN", "STEFAN", "FELIX"),
        ("ANNA LENA", "KATRIN", "SABINE"),
        ("MUELLER", "SCHNEIDER", "VON BERG"),
        "C@##@###@",
    ),
    "意大利": (("MARCO", "GIOVANNI"), ("CHIARA", "FRANCESCA"), ("ROSSI", "D'ANGELO", "BIANCHI"), "@@#######"),
    "新加坡": (
        ("WEI MING/伟明", "JUN JIE/俊杰"),
        ("HUI LING/慧玲", "SIEW MEI/秀美"),
        ("TAN/陈", "LIM/林", "ONG/王"),
        "E#######@",
    ),
    "印度": (("RAJESH", "ARJUN"), ("PRIYA", "ANJALI"), ("KUMAR", "SHARMA", "PATEL"), "@#######"),
}
