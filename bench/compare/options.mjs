// The command line of the benchmark.
import { parseArgs } from 'node:util';
import { baseline, peers } from './peers.mjs';
import { workloads } from './workloads.mjs';

const modes = {
  short: { name: 'short', warmUpSeconds: 0.6, rounds: 3, seconds: 0.6 },
  long: { name: 'long', warmUpSeconds: 3, rounds: 9, seconds: 4 },
};
const namesOf = (list) => list.map(({ name }) => name);

export const usage = `npm run bench -- [--short | --long] [--only NAMES] [--out FOLDER]

  --short   3 rounds of 0.6 seconds: less than five minutes (default)
  --long    9 rounds of 4 seconds: about forty minutes
  --only    comma-separated names of servers, of workloads, or both
            servers:   ${namesOf(peers).join(', ')}
            workloads: ${namesOf(workloads).join(', ')}
  --out     where results.json and chart.svg are written; bench/results by default`;

/** @throws Error with a message for the user when the options are not valid */
export function readOptions(parameters) {
  const { values } = parseArgs({
    args: parameters,
    options: {
      short: { type: 'boolean', default: false },
      long: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      out: { type: 'string', default: 'bench/results' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.short && values.long) throw new Error('--short and --long exclude each other.');
  return {
    help: values.help,
    mode: values.long ? modes.long : modes.short,
    out: values.out,
    plan: createPlan(readNames(values.only)),
  };
}

function readNames(text) {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const valid = [...namesOf(peers), ...namesOf(workloads)];
  const unknown = names.filter((name) => !valid.includes(name));
  if (unknown.length > 0) {
    throw new Error(`Unknown name: ${unknown.join(', ')}. Valid names are ${valid.join(', ')}.`);
  }
  return names;
}

/**
 * Returns the workloads to measure, each with its servers. Names of one kind select only within that kind. The baseline
 * takes part in every workload, because the ratios refer to it.
 */
function createPlan(names) {
  const among = (list) => {
    const named = list.filter(({ name }) => names.includes(name));
    return named.length > 0 ? named : list;
  };
  const selected = among(peers);
  const plan = among(workloads)
    .filter(({ name }) => selected.some((peer) => peer.workloads.includes(name)))
    .map((workload) => ({
      workload,
      peers: peers.filter(
        (peer) =>
          peer.workloads.includes(workload.name) && (peer.name === baseline || selected.includes(peer)),
      ),
    }));
  if (plan.length > 0) return plan;
  throw new Error(`None of these servers takes part in these workloads: ${names.join(', ')}.`);
}
