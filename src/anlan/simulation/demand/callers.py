"""Callers who do not exist: generated names, marked as such, and numbers that no telephone can have."""

from random import Random

_FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "安宁平和清澜波舟帆远晓晨星月岚溪松竹兰梅禾麦一禾云帆海潮汐屿汀"

MARK = "（模拟）"
"""Stands behind every generated name."""
SAID = "〔模拟〕"
"""Stands before every generated text."""


def make_caller(rng: Random) -> dict[str, str]:
    """A name and a number. No country's numbers begin with 0, so behind the international 00 a third 0 leads
    nowhere: none of these can be rung."""
    given = rng.choice(_GIVEN) + (rng.choice(_GIVEN) if rng.random() < 0.6 else "")
    return {"name": rng.choice(_FAMILY) + given + MARK, "number": f"000-{rng.randrange(10**8):08d}"}
