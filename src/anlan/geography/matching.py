"""Which names of the index answer a text, and how well: whole, begun, in part, misspelt, or named within it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.geography.gazetteer import BY_INITIALS, BY_NUMBER, BY_PINYIN, BY_SHORT
from anlan.geography.store import Folder
from anlan.geography.wording import bigrams, has_chinese, plain, squeezed

_CANDIDATES = 400
_LEAST_SIMILARITY = 0.45
_LEAST_WITHIN = (2, 5)
"""Letters of a name that may be found inside a longer text: Chinese, other."""
_SCORES = {"exact": 1.0, "prefix": 0.85, "words": 0.75, "contains": 0.7}
_LESS = {BY_PINYIN: 0.02, BY_INITIALS: 0.06, BY_NUMBER: 0.02, BY_SHORT: 0.08}
"""What a name other than the written one is worth less."""


@dataclass(frozen=True)
class Hit:
    """A street or place (its index in the gazetteer's names) whose name matches: how well, 0 to 1, and why."""

    owner: int
    score: float
    why: str


class Matcher:
    """The index of names of one ground. Safe to share between threads."""

    def __init__(self, folder: Folder) -> None:
        read = folder.read_array
        self._forms, self._owner, self._manner = folder.read_texts("key.form"), read("key.owner"), read("key.manner")
        self._code, self._begin, self._keys = read("pair.code"), read("pair.first"), read("pair.keys")
        self._form_length = np.diff(np.asarray(read("key.form.starts")))

    def match(self, query: str) -> list[Hit]:
        """Streets and places whose names match, best first, each once."""
        form = plain(query)
        tight = squeezed(form)
        if not tight:
            return []
        codes = np.array(bigrams(tight), dtype=np.int64)
        keys, common = self._candidates(codes)
        best: dict[int, Hit] = {}
        for key, shared in zip(keys, common, strict=True):
            scored = _score(form, tight, self._forms[int(key)], int(shared), len(codes))
            if scored is None:
                continue
            score, why = scored
            score -= _LESS.get(int(self._manner[key]), 0.0)
            owner = int(self._owner[key])
            if owner not in best or best[owner].score < score:
                best[owner] = Hit(owner, score, why)
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.owner))

    def _candidates(self, codes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The keys that share most pairs of characters with the query, and how many."""
        at = np.searchsorted(self._code, codes)
        at = at[at < len(self._code)]
        at = at[np.isin(self._code[at], codes)]
        lists = [self._keys[self._begin[i] : self._begin[i + 1]] for i in at]
        if not lists:
            none = np.zeros(0, dtype=np.int64)
            return none, none
        counts = np.bincount(np.concatenate(lists), minlength=len(self._owner))
        # Of names that share as much the shorter one is likelier meant.
        rank = counts - self._form_length / 1000
        some = np.argpartition(-rank, min(_CANDIDATES, len(rank)) - 1)[:_CANDIDATES]
        some = some[counts[some] > 0]
        return some, counts[some]


def _score(form: str, tight: str, key: str, shared: int, asked: int) -> tuple[float, str] | None:
    """How well a key answers the query, 0 to 1, and in what manner; None for not at all."""
    bare = squeezed(key)
    if bare == tight:
        return _SCORES["exact"], "exact"
    if bare.startswith(tight):
        # The more of the name was typed, the likelier it is meant.
        return _SCORES["prefix"] + 0.1 * len(tight) / len(bare), "prefix"
    words, wanted = key.split(), form.split()
    if all(any(word.startswith(want) for word in words) for want in wanted):
        return _SCORES["words"] + 0.05 * len(tight) / len(bare), "words"
    if len(tight) > 1 and tight in bare:
        return _SCORES["contains"], "contains"
    if bare in tight and len(bare) >= (_LEAST_WITHIN[0] if has_chinese(bare) else _LEAST_WITHIN[1]):
        return 0.55 + 0.2 * len(bare) / len(tight), "within"
    similarity = 2 * shared / (asked + len(bigrams(bare)))
    return (0.65 * similarity, "similar") if similarity >= _LEAST_SIMILARITY else None
