"""Running the command line as its users do: another process, words in, a plain ending."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CHAT = """时间,发送人,类型,内容
2026-03-01 09:00:00,=王小明,消息,早上好
2026-03-01 09:05:00,李雷,消息,有人知道几点开始吗？
2026-03-01 09:09:00,韩梅梅,消息,十点
昨天,李雷,消息,这一行的时间读不懂
2026-03-04 21:30:00,李雷,消息,谢谢
2026-03-05 08:00:00,=王小明,消息,不客气
"""


def shequn(*words: str | Path, cwd: Path, lang: str = "en") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SHEQUN_LANG": lang, "SHEQUN_KEYS": str(cwd / "keys"), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "shequn_lab", *map(str, words)]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
