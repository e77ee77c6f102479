# Runs the commands on standard input with examples/clients/session.sh. Prints one JSON text per command.
source session.sh

rename() {
  for index in {0..19}; do
    ask <<<'{ "query": "mutation { updateProfile(input: { name: \"Alice '"$index"'\" }) { name } }" }' >"$session/renamed-$index" &
  done
  wait
  cat "$session"/renamed-{0..19}
}

while read -r command; do
  case $command in
    login) sign_in && echo null ;;
    me) ask <<<'{ "query": "{ me { id email disabled roles } }" }' ;;
    rename) rename | node -p 'JSON.stringify(require("fs").readFileSync(0, "utf8").trim().split("\n").map(JSON.parse))' ;;
    refresh-token) node -p 'JSON.stringify(JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).refreshToken)' "$session/refresh-token" ;;
    logout) sign_out >/dev/null && echo null ;;
  esac
done
