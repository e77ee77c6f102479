"""Verifies Graphward's access tokens without asking it about each one: a copy of the revocations stays in memory.

Prints the claims, or why the token is refused, for each token that it reads (one per line). Needs PyJWT.
"""
import json, math, os, sys, threading, time, urllib.request
import jwt

class RevocationList:
    """Refuses everything if it has not been updated for `max_age` seconds."""

    def __init__(self, url, secret, wait=20, max_age=45):
        self.url, self.secret, self.wait, self.max_age = url, secret, wait, max_age
        self.cursor, self.incomplete, self.revoked = None, {}, {}
        self.token_ttl, self.updated_at = 0, -math.inf
        threading.Thread(target=self.follow, daemon=True).start()

    def follow(self):
        while True:
            try:
                more = self.update()
                time.sleep(0 if more else 0.1)
            except (OSError, ValueError) as error:
                print(f"revocations: {error}", file=sys.stderr)
                time.sleep(1)

    def update(self):
        query = f"?since={self.cursor}&wait={self.wait}" if self.cursor else ""
        request = urllib.request.Request(self.url + query, headers={"Authorization": f"Bearer {self.secret}"})
        with urllib.request.urlopen(request, timeout=self.wait + 5) as response:
            page = json.load(response)
        known = {} if page["snapshot"] else self.incomplete
        # 300 s longer than necessary, because the clocks differ.
        revoked = {key: value for key, value in known.items() if value[1] + 300 > time.time()}
        for each in page["revocations"]:
            key = next((claim, each[claim]) for claim in ("jti", "sid", "sub") if claim in each)
            version, exp = revoked.get(key, (0, 0))
            revoked[key] = max(version, each.get("minVersion", math.inf)), max(exp, each["exp"])
        self.cursor, self.incomplete = page["cursor"], revoked
        if not page["more"]:
            self.revoked, self.token_ttl, self.updated_at = revoked, page["accessTokenTtl"], time.monotonic()
        return page["more"]

    def check(self, claims):
        if time.monotonic() - self.updated_at > self.max_age:
            raise jwt.InvalidTokenError("the revocations are out of date")
        if time.time() > claims["iat"] + self.token_ttl:
            raise jwt.InvalidTokenError("older than any valid token")
        for claim in ("jti", "sid", "sub"):
            version, _ = self.revoked.get((claim, claims[claim]), (0, 0))
            if claims["ver"] < version:
                raise jwt.InvalidTokenError("revoked")

def verify(token, keys, revocations, issuer, audience):
    if jwt.get_unverified_header(token).get("typ") != "at+jwt":
        raise jwt.InvalidTokenError("not an access token")
    key = keys.get_signing_key_from_jwt(token).key
    required = ["exp", "iat", "sub", "jti", "sid", "ver"]
    claims = jwt.decode(token, key, ["ES256", "RS256"], {"require": required}, issuer=issuer, audience=audience)
    revocations.check(claims)
    return claims

if __name__ == "__main__":
    url, env = os.environ["GRAPHWARD_URL"], os.environ
    settings = int(env.get("WAIT", 20)), int(env.get("MAX_AGE", 45))
    revocations = RevocationList(f"{url}/revocations", env["REVOCATIONS_SECRET"], *settings)
    keys = jwt.PyJWKClient(f"{url}/.well-known/jwks.json")
    for line in sys.stdin:
        try:
            claims = verify(line.strip(), keys, revocations, env["ISSUER"], env.get("AUDIENCE", "graphward"))
            print(json.dumps(claims), flush=True)
        except jwt.PyJWTError as error:
            print(f"refused: {error}", flush=True)
