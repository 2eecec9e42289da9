"""Invented names: streets, lanes, communities, schools; Chinese first, with a pinyin or English form.

The words are everyday ones (trees, tides, trades). The town is 澜港 Langang, its island 鸥屿 Ouyu: neither exists.
"""

from pypinyin import Style, lazy_pinyin

from anlan.simulation.city.frame import chance

TOWN = ("澜港", "Langang")
ISLAND = ("鸥屿", "Ouyu")
RIVER = ("澜江", "Lan River")
SEA = ("望澜湾", "Wanglan Bay")
HARBOUR = ("澜港港池", "Langang Harbour")

_STEMS = """
海棠 望潮 听涛 金沙 银滩 青石 桂花 白鹭 芦花 杨柳 梧桐 紫藤
玉兰 枫林 松涛 竹影 荷塘 莲湖 菊园 梅岭 兰亭 蔷薇 茉莉 石榴
枇杷 杜鹃 木棉 银杏 香樟 榕树 槐荫 榆林 柏树 桑园 茶山 橘洲
桃源 杏林 梨园 樱花 晨曦 朝霞 星河 明月 清风 春晖 夏荷 秋实
冬青 长虹 云帆 碧波 沧浪 澄江 锦江 秀水 珠湾 翠屏 凤鸣 鹤翔
雁南 燕归 鸥鸣 渔歌 帆影 航标 灯塔 锚泊 船坞 信风 潮音 海晏
河清 安宁 和顺 康乐 仁爱 诚信 友谊 勤业 兴业 创新 科苑 学府
书香 墨池 琴台 棋盘 画桥 诗巷 丹青 翰林 文昌 德馨 明德 敬业
睦邻 同心 永宁 太平 丰收 稻香 麦浪 棉纺 织锦 蚕丝 瓷窑 冶金
机床 电厂 水厂 仓储 物流 货运 北辰 南屏 东篱 西溪 中塘 前埠
后坞 上洋 下塘 长堤 短亭 高桥 平桥 圆塘 方井 龙须 虎啸 麒麟
白沙 黄岩 赤壁 蓝湾 绿洲 紫霞 红枫 丁香 百合 水仙 凌霄 芙蓉
海葵 珊瑚 珍珠 玳瑁 海星 贝壳 墨鱼 黄鱼 带鱼 海鲈 青蟹 牡蛎
蛏田 盐田 滩涂 海塘 闸口 堰头 渡头 码头 港湾 浦口 江湾 湖滨
山阴 岭下 坡塘 石塘 石浦 石桥 石牌 沙洲 沙堤
文苑 雅居 静安 延年 福星 吉庆 长乐 永和 永福 永泰 泰和 祥云
瑞雪 春江 秋水 寒山 暖阳 晴川 烟雨 霞光 云谷 云岭 松鹤 竹溪
梅溪 兰溪 荷风 柳浪 桃溪 杏坛 李园 枣林 柿园 橙香 柚林 椰风
棕榈 芭蕉 紫荆 凤凰 木槿 月桂 迎春 牵牛 蒲公英 金银花 薰衣草
向日葵 雏菊 鸢尾 风信 海风 海韵 海月 海蓝 海泰 海润 海丰 海滨
潮平 浪花 浪屿 帆歌 渔港 渔村 网埠 鱼嘴 鲸湾 海豚 海马 海龟
螺湾 星光 星辰 曙光 旭日 夕照 朝阳 晚枫 早稻 新禾 谷雨 立夏
白露 霜降 小满 清和 芒种 惊蛰 春分 秋分 腊梅 砖窑 石灰 水碾
油坊桥 船厂 纺织 印染 造纸 钟表 乐器 陶艺 木艺 铜官 锚链 缆绳
罗盘 望远 浮标 信号 航道
""".split()  # noqa: SIM905 - a page of words is easier to read than one of quotes

_LANES = """
盐仓 铁匠 豆腐 井头 书院 米市 鱼行 打铜 竹器 箍桶 裁缝 油坊
酱园 染坊 绳索 船板 篾匠 银楼 药铺 茶馆 客栈 驿前 马站 轿夫
更楼 鼓楼 城门 水门 护城 城墙 石狮 石井 双井 三眼井 古樟 老槐
大榕 花厅 后园 学前 学后 状元 举人 秀才 墨庄 笔店 伞店 灯笼
剪刀 磨坊 糕饼 糖坊 麻油 酒坊 醋坊 茶食 腌鱼 虾皮 蟹行 海货
网线 渔网 橹店 帆布 桐油 木排 柴市 炭场 羊市 猪行 鸡鸭 蛋行
菜园 瓜棚 桑叶 丝行 布店 棉花 弹花 织布 绣花 鞋店 帽店 衣庄
当铺 钱庄 账房 秤店 斗行 粮仓 义仓 水井 天井 台门 影壁 照壁
长廊 短巷 曲尺 葫芦 扁担 簸箕 月牙 镜子 琵琶 胡琴 锣鼓 戏台
说书 花灯 龙灯 风筝
""".split()  # noqa: SIM905 - a page of words is easier to read than one of quotes

_SUFFIX = {
    "avenue": ("大道", "Avenue"),
    "road": ("路", "Road"),
    "street": ("街", "Street"),
    "lane": ("巷", "Lane"),
    "alley": ("弄", "Alley"),
}
_NUMBERED = (("", ""), ("一", " 1st"), ("二", " 2nd"), ("三", " 3rd"), ("四", " 4th"), ("五", " 5th"), ("六", " 6th"))


def pinyin(chinese: str) -> str:
    """望潮 -> Wangchao."""
    return "".join(lazy_pinyin(chinese, style=Style.NORMAL)).replace("v", "ü").capitalize()


def street_name(stem: str, kind: str) -> tuple[str, str]:
    """A fixed stem as a street of `kind` (avenue, road, street, lane, alley)."""
    chinese, english = _SUFFIX[kind]
    return stem + chinese, f"{pinyin(stem)} {english}"


class NameBook:
    """Hands out names, each once, in an order that the seed decides."""

    def __init__(self, seed: int) -> None:
        rng = chance(seed, "names")
        stems = sorted(set(_STEMS))
        lanes = sorted(set(_LANES))
        rng.shuffle(stems)
        rng.shuffle(lanes)
        # A numbered series (海棠一路, 海棠二路) only begins when the plain stems are used up, as in real towns.
        self._stems = iter([(stem, n) for n in range(len(_NUMBERED)) for stem in stems])
        self._lanes = iter([(stem, n) for n in range(len(_NUMBERED)) for stem in lanes])
        communities = sorted(set(_STEMS))
        rng.shuffle(communities)
        endings = ["小区", "花园", "新村", "家园", "苑", "公寓"]
        self._communities = iter(
            [
                (stem + ending, f"{pinyin(stem)} Community")
                for shift in range(len(endings))
                for stem, ending in zip(communities, _turned(endings, shift, len(communities)), strict=True)
            ]
        )

    def street(self, kind: str) -> tuple[str, str]:
        """The next free street name of `kind`, Chinese and English."""
        stem, number = next(self._lanes if kind in ("lane", "alley") else self._stems)
        chinese, english = _SUFFIX[kind]
        digit, ordinal = _NUMBERED[number]
        return f"{stem}{digit}{chinese}", f"{pinyin(stem)}{ordinal} {english}"

    def community(self) -> tuple[str, str]:
        """The next free name of a housing community."""
        return next(self._communities)

    def stem(self) -> tuple[str, str]:
        """A free word for a school, shop or works, and its pinyin."""
        stem, _ = next(self._stems)
        return stem, pinyin(stem)


def _turned(endings: list[str], shift: int, count: int) -> list[str]:
    return [endings[(i + shift) % len(endings)] for i in range(count)]
