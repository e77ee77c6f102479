# A session with curl, for scripts: it refreshes the access token and repeats the request.
#
#   API=http://127.0.0.1:4000/graphql; source session.sh
#   EMAIL=alice@example.com PASSWORD='four words make one' sign_in
#   ask <<<'{ "query": "{ me { name email disabled } }" }'
#   sign_out
#
# Needs bash, curl, node to read JSON, and flock. Tokens are in files that only you can read, never in arguments, which other
# users can see. curl does not follow redirects.

umask 077
session=$(mktemp -d)
trap 'rm -rf "$session"' EXIT

sign_in() {
  node -p 'JSON.stringify({
    query: "mutation ($input: LoginInput!) { login(input: $input) { accessToken refreshToken } }",
    variables: { input: { email: process.env.EMAIL, password: process.env.PASSWORD } },
  })' | post | keep
}

# Sends the request on standard input, and prints the response.
ask() {
  local body used response
  body=$(cat)
  used=$(cat "$session/header" 2>/dev/null)
  response=$(with_token <<<"$body")
  # With 401, nothing was executed: the request can be repeated, even if it is a mutation.
  if [ -n "$used" ] && [ "${response##*$'\n'}" = 401 ] && refresh "$used"; then response=$(with_token <<<"$body"); fi
  response=${response%$'\n'*}
  printf '%s\n' "${response%$'\n'}"
}

sign_out() {
  node -p 'JSON.stringify({
    query: "mutation ($input: LogoutInput) { logout(input: $input) { revokedSessions } }",
    variables: { input: JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")) },
  })' "$session/refresh-token" | post
  rm -f "$session/header" "$session/refresh-token"
}

# Usage: refresh HEADER. Replaces the token of this header, once for all requests that run at the same time.
refresh() {
  (
    flock 9
    [ "$(cat "$session/header")" = "$1" ] || exit 0
    node -p 'JSON.stringify({
      query: "mutation ($input: RefreshInput) { refresh(input: $input) { accessToken refreshToken } }",
      variables: { input: JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")) },
    })' "$session/refresh-token" | post | keep
  ) 9>"$session/lock"
}

post() {
  curl -sS "$API" -H 'content-type: application/json' -d @- "$@"
}

# The response, and the HTTP status on a line of its own.
with_token() {
  if [ -e "$session/header" ]; then post -H "@$session/header" -w '\n%{http_code}'; else post -w '\n%{http_code}'; fi
}

# Stores the tokens of the response on standard input.
keep() {
  node -e '
    const { readFileSync, writeFileSync } = require("fs");
    const { data, errors } = JSON.parse(readFileSync(0, "utf8"));
    const payload = Object.values(data ?? {})[0];
    if (!payload) {
      console.error(errors[0].message);
      process.exit(1);
    }
    const [folder] = process.argv.slice(1);
    writeFileSync(`${folder}/refresh-token`, JSON.stringify({ refreshToken: payload.refreshToken }));
    writeFileSync(`${folder}/header`, `authorization: Bearer ${payload.accessToken}`);
  ' "$session"
}
