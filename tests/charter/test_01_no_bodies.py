"""Rule 1: no identifying of people by body, no number plates, no looking into pictures or sound for who is in them.

The libraries that would do it are refused in every lock file, wished-for dependency and import.
"""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

REFUSED_WORDS = frozenset(
    [
        "face",
        "faces",
        "facial",
        "facenet",
        "faceid",
        "arcface",
        "retinaface",
        "insightface",
        "deepface",
        "gait",
        "anpr",
        "alpr",
        "lpr",
        "lprnet",
        "plate",
        "plates",
        "openalpr",
        "hyperlpr",
        "biometric",
        "biometrics",
        "fingerprint",
        "fingerprints",
        "iris",
        "palmprint",
        "voiceprint",
        "speaker",
        "diarization",
        "openpose",
        "posenet",
        "reid",
    ]
)
REFUSED_NAMES = frozenset(
    [
        "dlib",
        "face-recognition",
        "face-recognition-models",
        "facenet-pytorch",
        "insightface",
        "deepface",
        "retina-face",
        "mtcnn",
        "opencv",
        "opencv-python",
        "opencv-contrib-python",
        "opencv-python-headless",
        "opencv-contrib-python-headless",
        "mediapipe",
        "ultralytics",
        "torchvision",
        "kornia",
        "easyocr",
        "paddleocr",
        "fast-alpr",
        "fast-plate-ocr",
        "open-image-models",
        "hyperlpr3",
        "pyannote-audio",
        "pyannote",
        "speechbrain",
        "resemblyzer",
        "wespeaker",
        "nemo-toolkit",
        "silero",
        "clmtrackr",
        "tracking",
        "fer",
        "emotion-recognition",
        "face-api",
        "opencv4nodejs",
        "opencv-ts",
    ]
)
REFUSED_MODULES = frozenset(
    [
        "cv2",
        "dlib",
        "face_recognition",
        "insightface",
        "deepface",
        "mtcnn",
        "mediapipe",
        "torchvision",
        "ultralytics",
        "easyocr",
        "paddleocr",
        "openalpr",
        "hyperlpr",
        "hyperlpr3",
        "pyannote",
        "speechbrain",
        "resemblyzer",
    ]
)
REFUSED_IN_BROWSER = re.compile(r"\b(FaceDetector|faceLandmark\w*|FaceMesh|BlazeFace)\b", re.IGNORECASE)


def refused(package: str) -> bool:
    """Whether a package's name says that it does what the charter forbids."""
    name = package.lower().replace("_", "-").replace(".", "-")
    bare = name.rpartition("/")[2]
    return bare in REFUSED_NAMES or bool(REFUSED_WORDS & set(re.split(r"[-/@]", name)))


def python_packages() -> Iterator[str]:
    for path in sorted((ROOT / "requirements").iterdir()):
        for line in path.read_text("utf-8").splitlines():
            found = re.match(r"^([A-Za-z0-9][A-Za-z0-9._-]*)", line)
            if found:
                yield found[1]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wishes = [*project["dependencies"], *(each for extra in extras for each in extra)]
    for wish in wishes:
        yield re.split(r"[<>=!~;\[ ]", wish, maxsplit=1)[0]


def console_packages() -> Iterator[str]:
    lock = json.loads((ROOT / "console" / "package-lock.json").read_text("utf-8"))
    for path in lock["packages"]:
        if path:
            yield path.rpartition("node_modules/")[2]


def test_no_such_library_is_locked_or_wished_for() -> None:
    python, console = list(python_packages()), list(console_packages())
    assert len(python) > 20 and len(console) > 20, "the lock files were not read"
    assert [name for name in python + console if refused(name)] == []


def test_no_such_library_is_imported() -> None:
    found = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            found += [f"{path}:{name}" for name in names if name.partition(".")[0] in REFUSED_MODULES]
    assert found == []


def test_the_console_asks_no_browser_for_faces() -> None:
    paths = [path for path in (ROOT / "console" / "src").rglob("*") if path.suffix in (".ts", ".tsx")]
    assert paths
    assert [path for path in paths if REFUSED_IN_BROWSER.search(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "name",
    ["dlib", "face_recognition", "@vladmandic/face-api", "@mediapipe/face_mesh", "pyannote.audio", "OpenCV-Python"],
)
def test_such_a_library_is_recognised(name: str) -> None:
    assert refused(name)


@pytest.mark.parametrize("name", ["typing-interfaces", "surface", "template", "numpy", "@emotion/hash", "postgres"])
def test_another_is_not(name: str) -> None:
    assert not refused(name)
