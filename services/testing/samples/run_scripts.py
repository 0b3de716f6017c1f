"""Runs scripts one after the other and prints, as one line of JSON each, what they print."""

import contextlib
import io
import json
import os
import sys
import traceback

for line in sys.stdin:
    job = json.loads(line)
    os.chdir(job["folder"])
    os.environ.update(job["environment"])
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(job["code"], "sample", "exec"), {"__name__": "__main__"})
        except BaseException:
            printed.write(traceback.format_exc())
    print(json.dumps(printed.getvalue()), flush=True)
