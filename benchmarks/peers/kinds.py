"""What a finding is about, whatever code or category its tool gives it."""

from __future__ import annotations

import re

SLEEP, HTTP, FILE, PATH = "sleep", "http", "file", "path operation"
SUBPROCESS, DATABASE, SDK, NETWORK = "subprocess", "database", "sdk", "network"
LOCK, INPUT, CPU = "lock or wait", "input", "cpu"
AWAIT, TASK, LOOP, PASSED = "missing await", "dangling task", "nested loop", "called, not passed"
OTHER = "other"

# In the order of the tables. What is none of these is counted, not compared.
COMPARED = (
    *(SLEEP, HTTP, FILE, PATH, SUBPROCESS, DATABASE, SDK, NETWORK),
    *(LOCK, INPUT, CPU, AWAIT, TASK, LOOP, PASSED),
)

RULES = {
    **{"AF101": SLEEP, "AF102": HTTP, "AF103": FILE, "AF104": SUBPROCESS, "AF105": DATABASE},
    **{"AF106": SDK, "AF107": NETWORK, "AF108": LOCK, "AF109": INPUT, "AF110": CPU},
    **{"AF112": PATH, "AF301": AWAIT, "AF302": AWAIT, "AF303": AWAIT, "AF304": LOOP},
    **{"AF305": TASK, "AF306": LOCK, "AF307": PASSED},
    **{"ASYNC210": HTTP, "ASYNC211": HTTP, "ASYNC212": HTTP, "ASYNC220": SUBPROCESS},
    **{"ASYNC221": SUBPROCESS, "ASYNC222": SUBPROCESS, "ASYNC230": FILE, "ASYNC231": FILE},
    **{"ASYNC232": FILE, "ASYNC240": PATH, "ASYNC250": INPUT, "ASYNC251": SLEEP},
    **{"ASYNC105": AWAIT, "ASYNC300": TASK, "RUF006": TASK},
}

_EXACT = {
    "time.sleep": SLEEP,
    **dict.fromkeys(("open", "builtins.open"), FILE),
    **dict.fromkeys(("input", "builtins.input"), INPUT),
}

# The first that a callable's name starts with counts.
_STARTS = {
    **dict.fromkeys(("requests.", "urllib.", "urllib3.", "httpx.", "httpx2.", "http."), HTTP),
    **dict.fromkeys(("subprocess.", "os.system", "os.popen", "os.wait", "os.spawn"), SUBPROCESS),
    **dict.fromkeys(("sqlite3.", "_sqlite3.", "sqlalchemy.", "sqlmodel.", "django."), DATABASE),
    **dict.fromkeys(("psycopg", "pymysql.", "pymongo.", "redis.", "mysql."), DATABASE),
    **dict.fromkeys(("openai.", "anthropic.", "boto3.", "botocore.", "stripe."), SDK),
    **dict.fromkeys(("socket.", "ssl.", "smtplib.", "ftplib.", "paramiko."), NETWORK),
    **dict.fromkeys(("threading.", "_thread.", "queue.", "concurrent.", "select."), LOCK),
    **dict.fromkeys(("bcrypt.", "hashlib.", "zlib.", "bz2.", "lzma."), CPU),
    **dict.fromkeys(("pathlib.", "shutil.", "tempfile.", "zipfile.", "tarfile."), FILE),
    **dict.fromkeys(("io.", "typing.IO", "os.", "glob.", "fileinput."), FILE),
    **dict.fromkeys(("genericpath.", "posixpath.", "ntpath."), FILE),
    "getpass.": INPUT,
}

# One cheap question to the file system, or one cheap change.
_CHEAP = re.compile(
    r"(os|pathlib|genericpath|posixpath|ntpath)\..*\b"
    r"(l?exists|is_?(dir|file|link|symlink|mount|socket)|get[acm]time|getsize|l?stat|samefile"
    r"|realpath|resolve|readlink|expanduser|access|chmod|utime|touch|mkdir|makedirs|rmdir|remove"
    r"|unlink|rename|replace|symlink(_to)?|iterdir|listdir|scandir)"
)


def of_name(name: str) -> str:
    """The kind of a callable, by its qualified name."""
    if _CHEAP.fullmatch(name):
        return PATH
    starts = (kind for start, kind in _STARTS.items() if name.startswith(start))
    return _EXACT.get(name) or next(starts, OTHER)


def of_rule(rule: str) -> str:
    """The kind of a rule of asyncfix, ruff or flake8-async."""
    return RULES.get(rule, OTHER)
