"""The words residents use, by what they do in a message. Everything that is not here is not understood, on purpose:
a message is taken only where each of its words is known."""

from __future__ import annotations

import re

ME, CHILD = "me", "child"


def _words(said: str) -> tuple[str, ...]:
    """Words parted by strokes, as a list is best read."""
    return tuple(said.split("|"))


# Whom a word names, seen from whoever writes.
WHO = {
    ME: "我自己 我的 我 本人的 本人 自己 i_am i'm myself me i my",
    "father": "老爸爸 老爸 爸爸 爸 父亲 father daddy dad",
    "mother": "老妈妈 老妈 妈妈 妈 母亲 mother mummy mommy mum mom",
    "husband": "老公 丈夫 先生 husband",
    "wife": "老婆 太太 妻子 媳妇 wife",
    "spouse": "爱人 配偶 spouse",
    CHILD: "小朋友 小孩子 小孩 孩子 宝宝 小宝 宝贝 baby kid child",
    "son": "儿子 son",
    "daughter": "女儿 闺女 daughter",
    "grandpa": "爷爷 外公 姥爷 grandfather grandpa",
    "grandma": "奶奶 外婆 姥姥 grandmother grandma",
}
# A relation may be said to be mine: 我老婆, my wife.
MINE = ("我家的", "我家", "我的", "我", "my ")
SLOTS = {
    "am": "上午 早上 早晨 清晨 早 晨检 晨 起床 am morning",
    "pm": "下午 午后 傍晚 pm afternoon",
    "noon": "中午 午检 noon",
    "night": "晚上 夜里 睡前 晚检 晚 evening night",
}
# A word that says both the day and the part of it.
DAY_SLOTS = {
    "今早": (0, "am"),
    "今天早": (0, "am"),
    "今天早上": (0, "am"),
    "今天早晨": (0, "am"),
    "今晚": (0, "night"),
    "昨晚": (-1, "night"),
    "昨夜": (-1, "night"),
    "this morning": (0, "am"),
    "this afternoon": (0, "pm"),
    "this evening": (0, "night"),
    "tonight": (0, "night"),
    "last night": (-1, "night"),
}
DAYS = {0: "今天 今日 today", -1: "昨天 昨日 yesterday", -2: "前天"}
SYMPTOMS = {
    "fever": "发高烧 发低烧 发烧 发热 低烧 高烧 低热 fever",
    "cough": "干咳 咳嗽 咳 cough",
    "breath": "呼吸困难 喘不上气 喘不过气 胸闷气短 气短 气促 气喘 胸闷 short of breath",
    "fatigue": "浑身没力气 浑身无力 没力气 没有力气 乏力 tired",
    "throat": "喉咙痛 喉咙疼 嗓子痛 嗓子疼 咽痛 咽喉痛 sore throat",
    "diarrhoea": "拉肚子 腹泻 diarrhoea diarrhea",
    "eyes": "眼睛发红 眼睛红 red eyes",
    "smell": "闻不到味道 闻不到味 闻不到气味 没有嗅觉",
    "nose": "鼻塞流鼻涕 流鼻涕 鼻塞 running nose runny nose",
    "muscles": "肌肉酸痛 浑身酸痛 全身酸痛 肌肉痛",
}
# Before a symptom that is there; the last ones also between "not this" and "but that".
THERE = ("有一点", "有点儿", "有点", "有些", "轻微", "稍微", "出现", "have a ", "has a ", "have ", "has ")
BUT = ("但是", "但", "就是", "只是", "but")
# Before symptoms that are not there; of the first kind a whole list follows.
NOT_ANY = ("没有任何", "没有", "无任何", "无", "no ")
NOT_ONE = ("不", "没")
GENERAL = ("任何症状", "症状", "不舒服", "不适", "异常", "异样", "其他症状", "symptoms", "symptom")
METHODS = {
    "axillary": "腋温 腋下 腋窝",
    "forehead": "额温 额头 forehead",
    "ear": "耳温",
    "oral": "口温",
}
CUES = ("体温", "温度", "temperature", "temp")
WELL = _words(
    "身体一切正常|身体很好|身体健康|身体都好|身体正常|一切正常|一切平安|一切都好|一切很好|都正常|"
    "都平安|都很好|都挺好的|都挺好|都好|都健康|身体挺好的|身体挺好|挺好的|挺好|正常|平安|健康|没事|很好|安好|"
    "i'm fine|all good|fine|normal"
)
DONE = _words(
    "又量了一次|重新量了|重新量|重量|再量了|再量|复测|刚刚量了|刚刚量的|刚刚量|刚量的|刚量了|刚量|"
    "刚测的|刚测了|刚测|已经量了|已经量|已量|已测量|已经测了|已测|量过了|量好了|量了|测过了|"
    "测好了|测了|测量|量的|测的"
)
# "Measured" alone is an answer; "again" alone is not.
DONE_SAYS = ("已", "量过", "量好", "测过", "测好")
CORRECTIONS = _words(
    "刚才发错了|刚刚发错了|刚才写错了|刚才错了|发错了|写错了|打错数字了|更正一下|更正为|更正|改成|改为"
)
THANKS = _words(
    "谢谢关心|谢谢您|谢谢你|谢谢|多谢|感谢|收到|好的|知道了|明白了|明白|辛苦了|辛苦|嗯嗯|嗯|"
    "thank you|thanks|ok|okay|got it"
)
FILLERS = _words(
    "早上好|上午好|中午好|下午好|晚上好|您好|你好|早安|晚安|good morning|good afternoon|"
    "good evening|good night|hi|汇报|报告|上报|补报|补|报|忘记报了|忘了报|姓名|是的|是|为|的|了|"
    "又|还|哈|哦|啦|喔|呀|等症状|等情况|等|回复|re|已报过|已报|degrees celsius|is|it's|its|the|a|was|so far"
)
NOT_YET = _words(
    "还没有量|还没量|还没有测|还没测|还没报|未量|未测|没量|没测|稍后报|稍后量|稍后再报|稍后|"
    "等会儿报|等会报|待会报|待会儿报|晚点报"
)
AND = ("和", "跟", "与", "及", "、", "and", "&")
EACH = ("都是", "都", "均为", "均")
ALL = ("全家人", "全家", "大家", "家里人")
STOP = frozenset(
    _words(
        "退订|td|t|回复td|回td|退订td|退定|取消订阅|不要再发|不要再发了|不要发了|别再发了|别发了|请不要再发|"
        "请不要再发了|请勿再发|stop|unsubscribe"
    )
)
START = frozenset({"恢复", "恢复订阅", "恢复接收", "start"})
# 绑定 123456: the one-time code that a household's own page shows, sent by the account or number that is to be tied.
TIE = re.compile(
    r"[「『【\"'“‘]*(?:我要|请)?(?:微信)?(?:绑定|綁定|bind|link)(?:码|碼|微信|账号|本人)?[」』】:是为]*"
    r"(?P<code>\d{0,12})[」』】\"'”’]*(?:谢谢|thanks|thankyou)?"
)
TRADITIONAL = str.maketrans(
    "體溫發燒熱無沒媽爺婆婦兒個們點過請謝謝還測報國時間", "体温发烧热无没妈爷婆妇儿个们点过请谢谢还测报国时间"
)
GOOD_FACES = "👌👍✅🙏😊🙂😀😁😄😃🌹🌞☀❤🌡💪🎉👏☺🥰😘🤗💐🌸✔🆗"
ILL_FACES = "🤒🤕🤢🤮🤧🥵😷😭🆘😰😱😵"
GOOD_MARKS = frozenset(
    {
        "微笑",
        "强",
        "ok",
        "玫瑰",
        "太阳",
        "爱心",
        "呲牙",
        "愉快",
        "抱拳",
        "合十",
        "握手",
        "憨笑",
        "鼓掌",
        "拥抱",
    }
)
# What asks for somebody at once though nothing else was understood.
ALARMING = _words(
    "晕|昏|喘|吐|血|救|120|摔|抽搐|难受|不舒服|不适|头痛|头疼|胸口|发冷|寒战|退烧|烧|咳|呼吸|紧急|"
    "急|faint|fever|cough|breath|help|emergency|dizzy"
)
