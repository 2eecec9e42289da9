"""Names as people type them: one form for comparing, in Chinese, pinyin, initials or English.

A name and a query are brought to the same form: width, case and accents gone, common words shortened (Street, St.
and st are one), signs turned into spaces. Chinese names answer to their pinyin and to its initials as well.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

LONGEST_QUERY = 200
"""Characters of a query that are looked at; nobody names a place in more."""

_SHORT = {
    "street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "boulevard": "blvd", "lane": "ln",
    "court": "ct", "place": "pl", "square": "sq", "terrace": "ter", "highway": "hwy", "expressway": "expy",
    "parkway": "pkwy", "alley": "aly", "circle": "cir", "north": "n", "south": "s", "east": "e", "west": "w",
    "saint": "st", "mount": "mt", "fort": "ft", "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th",
    "fifth": "5th", "sixth": "6th", "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
}  # fmt: skip
_AROUND_BEGIN = re.compile(r"^(?:在|到|靠近|near|opposite|next to|behind|in front of)\s*", re.IGNORECASE)
_AROUND_END = re.compile(
    r"(?:的?(?:附近|对面|门口|门前|旁边|旁|里面|楼下|[东南西北]{1,2}(?:侧|面|边|角)|这里|那里))+\s*$"
)
_DIRECTED = re.compile(r"(.{2,})([东南西北中])(路|街|大道|大街|道)")
_SIGNS = re.compile(r"[^\w]+|_", re.UNICODE)
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_ZERO_ORDINAL = re.compile(r"^0+(\d+(?:st|nd|rd|th))$")


def plain(text: str) -> str:
    """The comparable form: lower case, no accents, single spaces, common words shortened."""
    text = unicodedata.normalize("NFKD", text[:LONGEST_QUERY]).casefold()
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = _SIGNS.sub(" ", text.replace("'", "").replace("’", ""))
    words = (_ZERO_ORDINAL.sub(r"\1", word) for word in text.split())
    return " ".join(_SHORT.get(word, word) for word in words)


def core(query: str) -> str:
    """A query without what callers add around a name: 附近, 对面, near, opposite."""
    return _AROUND_END.sub("", _AROUND_BEGIN.sub("", query[:LONGEST_QUERY].strip())).strip() or query.strip()


def without_direction(name: str) -> str | None:
    """西藏中路 as it is said for short, 西藏路; None for names without such a part."""
    match = _DIRECTED.fullmatch(name)
    return match[1] + match[3] if match else None


def squeezed(form: str) -> str:
    """A comparable form without its spaces: `renmin lu` and `renminlu` are one."""
    return form.replace(" ", "")


def has_chinese(text: str) -> bool:
    return _CJK.search(text) is not None


@lru_cache(maxsize=65_536)
def pinyin_of(name: str) -> tuple[str, str]:
    """Pinyin and initials of a Chinese name, without tones: 人民路 -> (`renminlu`, `rml`)."""
    # Its dictionaries take a while to load, and only the first name needs them.
    from pypinyin import Style, lazy_pinyin

    full = squeezed(plain("".join(lazy_pinyin(name))))
    initials = squeezed(plain("".join(lazy_pinyin(name, style=Style.FIRST_LETTER))))
    return full, initials


def bigrams(form: str) -> list[int]:
    """The pairs of neighbouring characters as numbers, with a mark before the first; each once."""
    text = " " + form
    return sorted({ord(a) << 21 | ord(b) for a, b in pairwise(text)})


_CROSSING_SIGNS = re.compile(r"\s*(?:&|/|×|@|\+|\bx\b|\band\b|\bat\b|和|与|跟|交(?!通|警|行|大))\s*", re.IGNORECASE)
_CROSSING_TAIL = re.compile(
    r"的?(?:交叉口|交叉路口|十字路口|交界处|交汇处|路口|口|crossing|intersection)\s*$", re.IGNORECASE
)
_STREET_END = re.compile(r"(?:大道|大街|胡同|公路|高架路|路|街|道|巷|弄|里|桥)(?:[东南西北中]段)?")
_NUMBER_END = re.compile(
    r"^(?P<street>.*?\D)\s*(?P<number>\d{1,5}[a-z]?(?:-\d{1,4})?)\s*[号號#弄]?[院楼]?\s*$", re.IGNORECASE
)
_NUMBER_BEGIN = re.compile(r"^\s*(?P<number>\d{1,5}[a-z]?)(?:\s*,)?\s+(?P<street>\D.*)$", re.IGNORECASE)


def split_crossing(query: str) -> list[tuple[str, str]]:
    """The ways in which a query may name two streets that meet; empty if in none."""
    query = query[:LONGEST_QUERY].strip()
    bare = _CROSSING_TAIL.sub("", query)
    parts = [part for part in _CROSSING_SIGNS.split(bare) if part and part.strip()]
    if len(parts) == 2:
        return [(parts[0], parts[1])]
    # 人民路中山路: two names without a sign between them.
    out: list[tuple[str, str]] = []
    for match in _STREET_END.finditer(bare):
        first, second = bare[: match.end()].strip(), bare[match.end() :].strip()
        if len(first) > 1 and second:
            out.append((first, second))
    return out[:3]


def split_number(query: str) -> tuple[str, str] | None:
    """`(street, number)` of an address in either order of writing, or None."""
    query = unicodedata.normalize("NFKC", query[:LONGEST_QUERY]).strip()
    for pattern in (_NUMBER_END, _NUMBER_BEGIN):
        match = pattern.match(query)
        if match and match["street"].strip():
            return match["street"].strip(), match["number"].casefold()
    return None


def number_value(number: str) -> int | None:
    """The number that begins a house number, for finding its neighbours."""
    match = re.match(r"\d{1,6}", unicodedata.normalize("NFKC", number).strip())
    return int(match[0]) if match else None
