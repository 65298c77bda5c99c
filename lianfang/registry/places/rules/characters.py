"""One spelling for each character: full width, traditional and look-alike signs folded, one for one.

Folding never changes the length of a text, so that a place in the folded text is the same place in what
the office typed, and what could not be read can be handed back verbatim.
"""

TRADITIONAL = (
    "號号樓楼單单層层棟栋衖弄區区縣县鎮镇鄉乡園园莊庄東东裏里裡里條条門门間间廳厅廂厢閣阁灶灶舊旧靜静"
    "長长寧宁壽寿華华國国"
    "龍龙鳳凤寶宝蘭兰陽阳陸陆滬沪濱滨灣湾漢汉興兴慶庆廣广復复錦锦麗丽閘闸徐徐匯汇黃黄盧卢楊杨嘉嘉閔闵"
    "紅红馬马魯鲁吳吴"
    "陳陈張张趙赵劉刘許许鄧邓蕭萧羅罗葉叶馮冯韓韩鄭郑謝谢萬万億亿車车鐵铁銅铜錢钱銀银鑫鑫開开關关風风"
    "雲云電电飛飞魚鱼鳥鸟"
    "個个們们來来會会傳传備备廠厂廣广應应懷怀戶户數数斷断無无時时書书曉晓榮荣樂乐橋桥機机權权歡欢氣气"
    "沒没澤泽濟济烏乌"
    "爾尔狀状畫画當当發发監监眾众碼码禮礼萊莱藍蓝藝艺處处補补視视話话誠诚貴贵買买賣卖賓宾運运達达遠远"
    "適适選选鄰邻醫医"
    "鍾钟鎖锁鏡镜閱阅隊队際际險险難难雙双靈灵頂顶順顺顏颜願愿館馆騰腾體体鬆松麥麦齊齐齡龄亞亚産产產产"
    "徑径後后從从愛爱戰战"
    "捲卷揚扬擁拥於于昇升術术極极標标樣样歐欧濃浓營营瑩莹瓊琼盤盘聯联聖圣聯联臨临與与節节組组經经綠绿"
    "維维總总義义習习"
    "蘇苏薑姜蔣蒋賈贾賢贤轉转輝辉農农邊边鄒邹鋼钢錫锡鐘钟閩闽陰阴雞鸡頭头須须領领養养駐驻騎骑驛驿魏魏"
    "鴻鸿鶴鹤黨党蔭荫邨村"
)
SIGNS = (
    "－-‐-‑-‒-–-—-―-─-━-ー-～-〜-∼-~-˗-−-﹣-／-/-＼-\\-＿-_-·-•-‧-（(【(〔([(〈(《({(『(「(）)】)〕)])〉)》)})』)」)"
    "，,、,；,;,。,：,:,﹕,！,!,｜,|,"
    "\u3000 \u00a0 \t \n \r \u2002 \u2003 \u2009 \u202f \u200b \ufeff "
    "○〇◯〇〇〇＃#℉℃"
)


def _pairs(text: str) -> dict[int, int]:
    return {ord(a): ord(b) for a, b in zip(text[::2], text[1::2], strict=True) if a != b}


def _full_width() -> dict[int, int]:
    return {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


FOLD = {**_full_width(), **_pairs(TRADITIONAL), **_pairs(SIGNS)}


def fold(text: str) -> str:
    """Fold each character to its one spelling; the result is as long as the text."""
    return text.translate(FOLD)
