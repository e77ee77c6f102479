// The result of a run as plain data, which the table, the chart and the JSON file show.
import { baseline } from '../peers.mjs';
import { summarize, summarizeRatio } from '../statistics.mjs';
import { targets } from '../targets.mjs';

/** @param measured per workload's name, what `measureWorkload` returns */
export function createResult({ mode, machine, versions, workloads, peers, measured }) {
  return {
    date: new Date().toISOString(),
    mode,
    machine,
    versions,
    workloads: workloads.map(({ name, description }) => ({
      name,
      description,
      peers: peers.flatMap((peer) => rowOf(peer, measured.get(name))),
    })),
    targets: targets.flatMap((target) => reached(target, measured.get(target.workload))),
  };
}

function rowOf({ name, description }, results) {
  const result = results.get(name);
  if (!result) return [];
  const { rates, loadUtilization } = result;
  const ratio = summarizeRatio(results.get(baseline).rates, rates);
  return [
    { name, description, rates, requestsPerSecond: summarize(rates), graphwardRatio: ratio, loadUtilization },
  ];
}

function reached(target, results) {
  const [own, other] = [results?.get(target.peer), results?.get(target.against)];
  if (!own || !other) return [];
  const ratio = summarizeRatio(own.rates, other.rates);
  return [{ ...target, ratio, isReached: ratio.median >= target.atLeast }];
}
