"""Runs the commands on standard input with examples/clients/session.py. Prints one JSON text per command."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

from session import Session

session = Session(os.environ["API"])


def rename(name):
    mutation = "mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { name } }"
    return session.execute(mutation, {"input": {"name": name}})


def run(command):
    if command == "login":
        return session.login(os.environ["EMAIL"], os.environ["PASSWORD"])
    if command == "me":
        return session.execute("{ me { id email disabled roles } }")
    if command == "rename":
        with ThreadPoolExecutor(20) as threads:
            return list(threads.map(rename, [f"Alice {index}" for index in range(20)]))
    if command == "refresh-token":
        return session._refresh_token
    return session.logout()


for line in sys.stdin:
    print(json.dumps(run(line.strip())), flush=True)
