"""Downloads source distributions: `sdists.py DIRECTORY NAME==VERSION...`.

`pip download` would run each project's build backend to learn its metadata. The index is that of pip's
configuration; its pages are read as PEP 691 has them, and each file is compared with the hash in them.
"""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import re
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request


def configured(key):
    """What pip's configuration or environment says, or None."""
    asked = [sys.executable, "-m", "pip", "config", "get", f"global.{key}"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return os.environ.get("PIP_" + key.upper().replace("-", "_")) or said or None


INDEX = (configured("index-url") or "https://pypi.org/simple").rstrip("/")
CONTEXT = ssl.create_default_context(cafile=configured("cert"))


def get(url, accept="*/*"):
    """The content of a URL. Like pip, it tries five times more when the index cannot be reached."""
    request = urllib.request.Request(url, headers={"Accept": accept})
    for pause in (0.25, 0.5, 1, 2, 4, None):
        try:
            with urllib.request.urlopen(request, timeout=60, context=CONTEXT) as answer:
                return answer.read()
        except urllib.error.HTTPError:
            raise
        except OSError:
            if pause is None:
                raise
            time.sleep(pause)


def download(requirement, directory):
    name, version = requirement.split("==")
    page = f"{INDEX}/{re.sub(r'[-_.]+', '-', name).lower()}/"
    files = json.loads(get(page, "application/vnd.pypi.simple.v1+json"))["files"]
    for file in files:
        stem = file["filename"].removesuffix(".tar.gz")
        if stem != file["filename"] and re.sub(r"[-_.]+", "_", stem).lower() == re.sub(
            r"[-_.]+", "_", f"{name}-{version}"
        ).lower():
            content = get(urllib.parse.urljoin(page, file["url"]))
            if hashlib.sha256(content).hexdigest() != file["hashes"]["sha256"]:
                raise SystemExit(f"{file['filename']} does not have the hash that {page} gives")
            pathlib.Path(directory, file["filename"]).write_bytes(content)
            return
    raise SystemExit(f"{page} has no source distribution of {requirement}")


with concurrent.futures.ThreadPoolExecutor(4) as pool:
    list(pool.map(lambda requirement: download(requirement, sys.argv[1]), sys.argv[2:]))
