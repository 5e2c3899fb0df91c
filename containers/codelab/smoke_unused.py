"""Asks codelab-unused of a codelab that nobody has opened yet, and then while a terminal and a notebook are used.

With an argument it only begins that as a cell, and leaves.
"""

import asyncio
import json
import os
import subprocess
import sys
from http.cookies import SimpleCookie
from typing import Any

from tornado.httpclient import AsyncHTTPClient
from tornado.websocket import websocket_connect

SERVER = f"{os.environ['LABSTEAD_SERVED_AS']}:8888/jupyter"


def asked() -> dict[str, Any]:
    answer = json.loads(
        subprocess.run(["/usr/local/bin/codelab-unused"], check=True, capture_output=True, text=True).stdout
    )
    print(answer, flush=True)
    said: dict[str, Any] = answer
    return said


def unused() -> float | None:
    seconds: float | None = asked()["unused_seconds"]
    return seconds


async def until(what: str, wanted: Any) -> None:
    for _ in range(60):
        if wanted(unused()):
            return
        await asyncio.sleep(0.5)
    sys.exit(f"it did not come true that {what}")


async def own_kernel() -> str:
    """As a page does: the server lets no other site start one."""
    client = AsyncHTTPClient()
    page = await client.fetch(f"http://{SERVER}/lab")
    cookies = SimpleCookie(" ".join(page.headers.get_list("Set-Cookie")))
    token = cookies["_xsrf"].value
    headers = {"Cookie": f"_xsrf={token}", "X-XSRFToken": token}
    made = await client.fetch(f"http://{SERVER}/api/kernels", method="POST", headers=headers, body="{}")
    kernel: str = json.loads(made.body)["id"]
    return kernel


async def run_cell(kernel: str, code: str) -> None:
    """Closes the page right after it was asked for."""
    socket = await websocket_connect(f"ws://{SERVER}/api/kernels/{kernel}/channels")
    header = {"msg_id": code, "msg_type": "execute_request", "username": "", "session": "smoke", "version": "5.3"}
    content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
    message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell"}
    await socket.write_message(json.dumps({**message, "buffers": []}))
    await asyncio.sleep(1)
    socket.close()


async def main() -> None:
    if sys.argv[1:]:
        await run_cell(await own_kernel(), sys.argv[1])
        return
    if unused() is not None:
        sys.exit("nobody has used it yet")
    command = ("/usr/bin/script", "-qc", "bash --norc -i", "/dev/null")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL}
    terminal = await asyncio.create_subprocess_exec(*command, **pipes)
    await until("a terminal counts from what was last written in it", lambda it: it is not None and 0 < it < 20)
    assert terminal.stdin is not None
    terminal.stdin.write(b"sleep 4\n")
    await until("a program in it counts for as long as it runs, however silent", lambda it: it == 0)
    if asked()["running"] != {"cells": 0, "tests": 0, "programs": 1}:
        sys.exit("it did not count the program that runs in a terminal")
    await until("a shell that waits for somebody to type counts no more", lambda it: it is not None and it > 0)
    terminal.kill()
    await until("a terminal that is closed counts no more", lambda it: it is None)
    kernel = await own_kernel()
    await run_cell(kernel, "import time; time.sleep(6)")
    await until("a cell that runs counts, without a page", lambda it: it == 0)
    if asked()["running"] != {"cells": 1, "tests": 0, "programs": 0}:
        sys.exit("it did not count the cell that runs")
    await until("the time counts from when it ended", lambda it: it is not None and 0 < it < 20)


asyncio.run(main())
