// The command line of the benchmark.
import { parseArgs } from 'node:util';
import { baseline, peers } from './peers.mjs';
import { workloads } from './workloads.mjs';

const modes = {
  short: { name: 'short', warmUpSeconds: 1, rounds: 3, seconds: 1 },
  long: { name: 'long', warmUpSeconds: 3, rounds: 9, seconds: 4 },
};
const namesOf = (list) => list.map(({ name }) => name);

export const usage = `npm run bench -- [--short | --long] [--only NAMES] [--out FOLDER]

  --short   one second per round, 3 rounds: less than five minutes (default)
  --long    four seconds per round, 9 rounds: about forty minutes
  --only    comma-separated names of servers, of workloads, or both
            servers:   ${namesOf(peers).join(', ')}
            workloads: ${namesOf(workloads).join(', ')}
  --out     where results.json and chart.svg are written; bench/results by default`;

/** @throws Error with a message for the user when the options are not valid */
export function readOptions(parameters) {
  const { values } = parseArgs({
    args: parameters,
    options: {
      short: { type: 'boolean' },
      long: { type: 'boolean' },
      only: { type: 'string' },
      out: { type: 'string', default: 'bench/results' },
      help: { type: 'boolean' },
    },
  });
  if (values.short && values.long) throw new Error('--short and --long exclude each other.');
  return {
    help: values.help ?? false,
    mode: values.long ? modes.long : modes.short,
    out: values.out,
    ...select(namesIn(values.only)),
  };
}

function namesIn(text = '') {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Names of one kind select only within that kind. The baseline is always included, because all ratios refer to it. */
function select(names) {
  const valid = [...namesOf(peers), ...namesOf(workloads)];
  const unknown = names.filter((name) => !valid.includes(name));
  if (unknown.length > 0) {
    throw new Error(`Unknown name: ${unknown.join(', ')}. Valid names are ${valid.join(', ')}.`);
  }
  const among = (list) => {
    const named = list.filter(({ name }) => names.includes(name));
    return named.length > 0 ? named : list;
  };
  const selectedPeers = among(peers);
  return {
    workloads: among(workloads),
    peers: peers.filter((peer) => peer.name === baseline || selectedPeers.includes(peer)),
  };
}
