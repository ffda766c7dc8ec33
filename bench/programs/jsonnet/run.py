"""What `jsonnet -m` does, for the interpreter that PyPI has: it comes without the command."""

import json
import os
import sys

import _jsonnet

for path, value in json.loads(_jsonnet.evaluate_file("fleet.jsonnet")).items():
    file = os.path.join(sys.argv[1], path)
    os.makedirs(os.path.dirname(file), exist_ok=True)
    with open(file, "w", encoding="utf-8") as out:
        json.dump(value, out, indent=3)
