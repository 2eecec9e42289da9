"""Pictures lie encrypted, are found by their incident alone, and are gone when it is erased."""

from pathlib import Path

import pytest
from story import CITY, Story

from anlan.errors import NotFound
from anlan.flow.ports import matter_of
from anlan.flow.response.attachments import Attachments, looks_like
from anlan.flow.response.commands import AddPicture
from anlan.journal.keys import scope_key

PICTURE = b"\x89PNG\r\n\x1a\n" + b"a picture of a street" * 20


async def _kept(story: Story, folder: Path) -> tuple[str, str, Attachments]:
    incident_id = await story.opened("police.fight")
    files = Attachments(story.journal, folder / "pictures")
    digest = await files.put(incident_id, PICTURE)
    told = AddPicture(incident_id=incident_id, media_type="image/png", size=len(PICTURE), digest=digest)
    await story.response.add_picture(story.ctx(), told)
    return incident_id, digest, files


async def test_what_lies_on_the_disk_is_ciphertext(story: Story, tmp_path: Path) -> None:
    incident_id, digest, files = await _kept(story, tmp_path)
    [path] = [each for each in (tmp_path / "pictures").rglob("*") if each.is_file()]
    assert path.name == digest and b"street" not in path.read_bytes()
    assert incident_id not in str(path)
    sealed = await files.get(digest)
    assert sealed is not None
    dispatcher = await story.account("dispatcher", ground=[CITY])
    state = await story.incident(incident_id)
    assert await story.access.door.open_picture(dispatcher, matter_of(state), None, "picture", sealed) == PICTURE


async def test_an_altered_file_is_as_good_as_gone(story: Story, tmp_path: Path) -> None:
    _, digest, files = await _kept(story, tmp_path)
    [path] = [each for each in (tmp_path / "pictures").rglob("*") if each.is_file()]
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert await files.get(digest) is None
    path.unlink()
    assert await files.get(digest) is None


async def test_erased_with_its_incident(story: Story, tmp_path: Path) -> None:
    incident_id, digest, files = await _kept(story, tmp_path)
    dispatcher = await story.account("dispatcher", ground=[CITY])
    sealed = await files.get(digest)
    assert sealed is not None
    await story.world.keys.destroy(scope_key(incident_id))
    state = await story.incident(incident_id)
    with pytest.raises(NotFound):
        await story.access.door.open_picture(dispatcher, matter_of(state), None, "picture", sealed)


@pytest.mark.parametrize(
    ("media_type", "data", "good"),
    [
        ("image/png", PICTURE, True),
        ("image/jpeg", b"\xff\xd8\xff\xe0", True),
        ("image/webp", b"RIFF\0\0\0\0WEBP", True),
        ("image/webp", b"RIFF\0\0\0\0WAVE", False),
        ("image/png", b"<svg>", False),
        ("text/html", b"\xff\xd8\xff", False),
    ],
)
def test_only_pictures_look_like_pictures(media_type: str, data: bytes, good: bool) -> None:
    assert looks_like(media_type, data) is good
