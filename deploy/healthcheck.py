"""Ask a health page from inside a machine: python deploy/healthcheck.py vivant|pret [port].

The request carries the public host name, else ALLOWED_HOSTS refuses it.
"""

import os
import sys
import urllib.error
import urllib.request

page = sys.argv[1] if len(sys.argv) > 1 else "pret"
port = sys.argv[2] if len(sys.argv) > 2 else "8000"
host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
request = urllib.request.Request(f"http://127.0.0.1:{port}/sante/{page}", headers={"Host": host})
try:
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=4) as answer:
        sys.exit(answer.status != 200)
except (urllib.error.URLError, OSError) as error:
    sys.exit(f"/sante/{page}: {error}")
