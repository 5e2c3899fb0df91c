"""The app `tables`: run as a program by the lab when somebody opens its host."""

import os
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import FastAPI, Header, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from labstead_core import database
from labstead_explorer import pages
from labstead_explorer.shelf import Shelf

MOST_TEXT = 5_000
MOST_BODY = 64 * 1024
POLICY = ("default-src 'none'", "style-src 'unsafe-inline'", "form-action 'self'", "frame-ancestors 'none'")
HEADERS = {
    "Content-Security-Policy": "; ".join(POLICY),
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def create_app(shelf: Shelf, environment: str) -> FastAPI:
    """The pages. Who asks is what the edge says: nobody else reaches this."""
    app = FastAPI(openapi_url=None)

    @app.get("/")
    def tables() -> HTMLResponse:
        return HTMLResponse(pages.listing(shelf.entries(), environment), headers=HEADERS)

    @app.get("/tables/{number}")
    def table(number: int, find: str = "") -> HTMLResponse:
        found = shelf.table(number)
        if found is None:
            return HTMLResponse(pages.missing(f"There is no table {number}."), 404, headers=HEADERS)
        return HTMLResponse(pages.reading(found, shelf.notes(number), find[:200]), headers=HEADERS)

    @app.post("/tables/{number}")
    async def add_note(
        number: int, request: Request, x_lab_user_name: Annotated[str | None, Header()] = None
    ) -> Response:
        text = await _text(request)
        if x_lab_user_name is None or not text:
            return HTMLResponse(pages.missing("A note has a text, and somebody who wrote it."), 400, headers=HEADERS)
        if shelf.table(number) is None:
            return HTMLResponse(pages.missing(f"There is no table {number}."), 404, headers=HEADERS)
        shelf.note(number, x_lab_user_name[:255], text)
        return RedirectResponse(f"/tables/{number}", 303)

    return app


async def _text(request: Request) -> str:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BODY:
            return ""
    return parse_qs(body.decode("utf-8", "replace")).get("text", [""])[0].strip()[:MOST_TEXT]


def main() -> None:
    """Serves until it is stopped."""
    import uvicorn  # noqa: PLC0415 (the brick is imported to be inspected, too)

    app = create_app(Shelf(database("shelf")), os.environ["LABSTEAD_ENVIRONMENT"])
    port = int(os.environ["LABSTEAD_APP_PORT"])
    uvicorn.run(app, host="0.0.0.0", port=port, access_log=False, server_header=False)  # noqa: S104 (inside a container)


if __name__ == "__main__":
    main()
