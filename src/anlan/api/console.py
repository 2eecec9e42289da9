"""The console's built files: named by their content and kept for ever, except the page itself."""

import mimetypes
from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response

from anlan.api.routes_table import EVERYTHING_ELSE, allowed_methods

__all__ = ["add_console"]

_YEAR = "public, max-age=31536000, immutable"

_MISSING = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>安澜 Anlan</title>
<body style="font-family:sans-serif;max-width:40rem;margin:4rem auto;line-height:1.6">
<h1>安澜 Anlan</h1><p>控制台尚未构建，请运行 <code>make setup</code>。</p>
<p>The console has not been built. Run <code>make setup</code>, then load this page again.</p></body></html>"""


def add_console(app: FastAPI, folder: Path) -> None:
    """Serve the console from `folder`: its files as they are, its page for every other address a person opens.

    Must be added last. Addresses under `/api/` that no route took stay problems.
    """
    files = _files(folder)

    @app.api_route(EVERYTHING_ELSE, methods=["GET", "HEAD"], include_in_schema=False)
    async def console(request: Request, path: str) -> Response:
        found = files.get(path)
        if found is not None and path != "index.html":
            kept = _YEAR if path.startswith("assets/") else "public, max-age=3600"
            return FileResponse(found, media_type=_media_type(found), headers={"Cache-Control": kept})
        # A name with a dot in its last part is a file that is not there, not a page of the console.
        if allowed_methods(app, request.url.path):
            raise HTTPException(405)
        if path.startswith(("api/", "assets/")) or "." in path.rpartition("/")[2].replace("index.html", ""):
            raise HTTPException(404)
        page = files.get("index.html")
        if page is None:
            return HTMLResponse(_MISSING, headers={"Cache-Control": "no-store"})
        return FileResponse(page, media_type="text/html; charset=utf-8", headers={"Cache-Control": "no-cache"})


def _files(folder: Path) -> dict[str, Path]:
    """What is there at the start, by address: a request can name nothing else, whatever dots it has."""
    if not folder.is_dir():
        return {}
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def _media_type(path: Path) -> str:
    known = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    return known.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
