"""The folder of one loaded ground: arrays and texts under plain names, written once, then only read.

Arrays are `.npy` files opened as memory maps, so that several processes share one copy and opening costs nothing.
Lists of texts are two arrays: the UTF-8 bytes, and where each text begins.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.errors import Unavailable


class Texts(Sequence[str]):
    """A read-only list of texts that lives in a file."""

    def __init__(self, data: NDArray[np.uint8], starts: NDArray[np.int64]) -> None:
        self._data = data
        self._starts = starts

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        at = int(index) + (len(self) if index < 0 else 0)
        if not 0 <= at < len(self):
            raise IndexError(index)
        return self._data[self._starts[at] : self._starts[at + 1]].tobytes().decode("utf-8")


class Folder:
    """Arrays, texts and facts by name. Reading raises `Unavailable` when a part is missing or damaged."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write_array(self, name: str, array: NDArray[Any]) -> None:
        """Writes one array; `settle` waits until the disk has it."""
        np.save(self.path / f"{name}.npy", np.ascontiguousarray(array), allow_pickle=False)

    def read_array(self, name: str) -> NDArray[Any]:
        """The array as a read-only memory map."""
        try:
            path = self.path / f"{name}.npy"
            # An empty array cannot be mapped.
            array = np.load(path, mmap_mode="r", allow_pickle=False) if path.stat().st_size > 128 else np.load(path)
        except (OSError, ValueError, EOFError) as error:
            raise self._damaged(f"{name}: {error}") from None
        return np.asarray(array)

    def write_texts(self, name: str, texts: Sequence[str]) -> None:
        encoded = [text.encode("utf-8", "replace") for text in texts]
        starts = np.zeros(len(encoded) + 1, dtype=np.int64)
        np.cumsum([len(one) for one in encoded], out=starts[1:])
        self.write_array(f"{name}.bytes", np.frombuffer(b"".join(encoded), dtype=np.uint8))
        self.write_array(f"{name}.starts", starts)

    def read_texts(self, name: str) -> Texts:
        return Texts(self.read_array(f"{name}.bytes"), self.read_array(f"{name}.starts"))

    def write_json(self, name: str, value: Any) -> None:
        with (self.path / f"{name}.json").open("w", encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False, indent=1, sort_keys=True)

    def settle(self) -> None:
        """Waits until the disk has all that was written. Once for all files: most then lie on it already."""
        for path in (*self.path.iterdir(), self.path):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def read_json(self, name: str) -> Any:
        try:
            return json.loads((self.path / f"{name}.json").read_text("utf-8"))
        except (OSError, ValueError) as error:
            raise self._damaged(f"{name}: {error}") from None

    def _damaged(self, reason: str) -> Unavailable:
        return Unavailable("geography.ground_damaged", hash=self.path.name, reason=reason)
