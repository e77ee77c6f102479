// The result of a run as plain data, which the table, the chart and the JSON file show.
import { baseline } from '../peers.mjs';
import { summarize, summarizeRatio } from '../statistics.mjs';
import { targets } from '../targets.mjs';

/** @param measured per workload's name, what `measureWorkload` returns */
export function createResult({ mode, machine, versions, plan, measured }) {
  return {
    date: new Date().toISOString(),
    mode,
    machine,
    versions,
    workloads: plan.map(({ workload: { name, description }, peers }) => ({
      name,
      description,
      peers: peers.map((peer) => describePeer(peer, measured.get(name))),
    })),
    targets: targets.flatMap((target) => compareWithTarget(target, measured.get(target.workload))),
  };
}

function describePeer({ name, description }, results) {
  const { rates, cpuMicroseconds, loadUtilization } = results.get(name);
  return {
    name,
    description,
    rates,
    requestsPerSecond: summarize(rates),
    cpuMicrosecondsPerRequest: cpuMicroseconds.includes(null) ? null : summarize(cpuMicroseconds),
    graphward: ratiosOf(results.get(baseline), results.get(name)),
    loadUtilization,
  };
}

function compareWithTarget(target, results) {
  const [own, other] = [results?.get(target.peer), results?.get(target.against)];
  if (!own || !other) return [];
  const ratios = ratiosOf(own, other);
  return [{ ...target, ...ratios, isReached: ratios.throughput.median >= target.atLeast }];
}

/** How many times the other's throughput, and how many times its requests per second of CPU time. */
function ratiosOf(own, other) {
  const isCpuKnown = ![...own.cpuMicroseconds, ...other.cpuMicroseconds].includes(null);
  return {
    throughput: summarizeRatio(own.rates, other.rates),
    cpu: isCpuKnown ? summarizeRatio(other.cpuMicroseconds, own.cpuMicroseconds) : null,
  };
}
