"""Starts the notebooks' only kernel as the notebook server does, and runs a cell in it."""

import sys

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import start_new_kernel

names = list(KernelSpecManager(ensure_native_kernel=False).find_kernel_specs())
if names != ["labstead"]:
    sys.exit(f"kernels: {names}")
manager, client = start_new_kernel(kernel_name="labstead")
said: list[str] = []
reply = client.execute_interactive(
    "import sys, duckdb, pymysql, labstead_core, sample\nprint(sys.executable, duckdb.sql('SELECT 6 * 7').fetchall()[0][0])",
    timeout=60,
    output_hook=lambda message: said.append(message["content"].get("text", "")),
)
manager.shutdown_kernel(now=True)
print("".join(said))
if reply["content"]["status"] != "ok" or "".join(said).strip() != "/opt/labstead/venv/bin/python 42":
    sys.exit(1)
