"""A session with a Graphward server, with Python's standard library only.

    session = Session("http://127.0.0.1:4000/graphql")
    session.login("alice@example.com", "four words make one")
    response = session.execute("{ me { name email disabled } }")
    print(response["data"], response.get("errors"))  # what the user may not see is None, with an error

Threads may share a session. Tokens are kept in memory.
"""

import json
import threading
import time
import urllib.error
import urllib.request

CREDENTIALS = "accessToken expiresIn refreshToken"
TIMEOUT_SECONDS = 30


class SessionError(Exception):
    """The server rejected a request of the session itself. Branch on `code`."""

    def __init__(self, error):
        super().__init__(error["message"])
        self.code = error["extensions"]["code"]


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """urllib would send the token wherever a redirect points."""

    def redirect_request(self, *_):
        return None


class Session:
    def __init__(self, url):
        self._url = url
        self._opener = urllib.request.build_opener(_NoRedirects)
        self._lock = threading.Lock()
        self._token = None
        self._refresh_token = None
        self._refresh_at = 0.0

    def login(self, email, password, otp=None):
        credentials = {"email": email, "password": password, "otp": otp}
        with self._lock:
            self._obtain(f"mutation ($input: LoginInput!) {{ it: login(input: $input) {{ {CREDENTIALS} }} }}", credentials)

    def execute(self, query, variables=None):
        """Returns the response: `data`, with partial data if fields were denied, and `errors`."""
        token = self._token
        # Counted by the monotonic clock from `expiresIn`: the clocks of client and server need not agree.
        if token and time.monotonic() > self._refresh_at:
            token = self._replace(token)
        status, response = self._post(query, variables, token)
        # With 401, nothing was executed: the request can be repeated, even if it is a mutation.
        if status == 401 and token:
            replacement = self._replace(token)
            if replacement:
                _, response = self._post(query, variables, replacement)
        return response

    def logout(self):
        with self._lock:
            mutation = "mutation ($input: LogoutInput) { it: logout(input: $input) { revokedSessions } }"
            _, response = self._post(mutation, {"input": {"refreshToken": self._refresh_token}}, None)
            _result(response)
            self._token = self._refresh_token = None

    def _replace(self, rejected):
        """Refreshes once, however many threads ask. Returns None if the session has ended."""
        with self._lock:
            if self._token != rejected:
                return self._token
            mutation = f"mutation ($input: RefreshInput) {{ it: refresh(input: $input) {{ {CREDENTIALS} }} }}"
            try:
                self._obtain(mutation, {"refreshToken": self._refresh_token})
            except SessionError as error:
                if error.code != "INVALID_REFRESH_TOKEN":
                    raise
                self._token = self._refresh_token = None
            return self._token

    def _obtain(self, mutation, values):
        requested = time.monotonic()
        _, response = self._post(mutation, {"input": values}, None)
        result = _result(response)
        self._token = result["accessToken"]
        self._refresh_token = result["refreshToken"]
        self._refresh_at = requested + 0.8 * result["expiresIn"]

    def _post(self, query, variables, token):
        headers = {"content-type": "application/json"}
        if token:
            headers["authorization"] = f"Bearer {token}"
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(self._url, body, headers)
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            # 400, 401, 429 and 503 have a GraphQL response, too.
            return error.code, json.load(error)


def _result(response):
    result = (response.get("data") or {}).get("it")
    if result is None:
        raise SessionError(response["errors"][0])
    return result
