"""What `kcl run -D cluster=NAME` does for each cluster, for the library that PyPI has: it comes without the command."""

import json
import os
import sys

from kcl_lib import api

kcl = api.API()
with open("clusters.json", encoding="utf-8") as clusters:
    for cluster in json.load(clusters):
        args = [api.Argument(name="cluster", value=json.dumps(cluster))]
        result = kcl.exec_program(api.ExecProgramArgs(k_filename_list=["fleet.k", "kinds.k"], args=args))
        if result.err_message:
            sys.exit(result.err_message)
        with open(os.path.join(sys.argv[1], cluster + ".yaml"), "w", encoding="utf-8") as out:
            out.write(result.log_message or result.yaml_result)
