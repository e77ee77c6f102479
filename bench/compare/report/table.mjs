// The result as text.
const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const saturated = 0.9;

export function formatTable({ mode, machine, versions, workloads, targets }) {
  const listed = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    heading(machine, mode),
    listed.join(', '),
    ...workloads.map(formatWorkload),
    formatOverview(workloads),
    ...(targets.length > 0 ? [formatTargets(targets)] : []),
  ].join('\n\n');
}

function heading({ processor, cores, memoryGiB, node, pinned }, { rounds, seconds }) {
  const placement = pinned ? 'servers and load on a core each' : 'servers and load share the cores';
  return `${processor}, ${cores} cores, ${memoryGiB} GiB, Node ${node}; ${placement}; ${rounds} rounds of ${seconds} s`;
}

function formatWorkload({ name, description, peers }) {
  const columns = ['', 'requests/s', 'min–max', 'CPU µs', 'Graphward ÷ it', 'min–max', 'by CPU', ''];
  const rows = peers.map((peer) => [
    peer.name,
    formatRate(peer.requestsPerSecond.median),
    formatSpread(peer.requestsPerSecond, formatRate),
    peer.cpuMicrosecondsPerRequest ? formatRate(peer.cpuMicrosecondsPerRequest.median) : '–',
    ...formatRatios(peer.graphward),
    `${peer.description}${peer.loadUtilization > saturated ? ' (limited by the load generator)' : ''}`,
  ]);
  return `${name}: ${description}\n${align([columns, ...rows])}`;
}

/** One row per server, one column per workload; a dash where a server has no equivalent. */
function formatOverview(workloads) {
  const names = [...new Set(workloads.flatMap(({ peers }) => peers.map(({ name }) => name)))];
  const rows = names.map((name) => [
    name,
    ...workloads.map(({ peers }) => {
      const peer = peers.find((each) => each.name === name);
      return peer ? formatRatio(peer.graphward.throughput.median) : '–';
    }),
  ]);
  return `Graphward ÷ it\n${align([['', ...workloads.map(({ name }) => name)], ...rows])}`;
}

function formatTargets(targets) {
  const columns = ['', '', 'ratio', 'min–max', 'by CPU', 'target', ''];
  const rows = targets.map(({ workload, peer, against, atLeast, isReached, ...ratios }) => [
    workload,
    `${peer} ÷ ${against}`,
    ...formatRatios(ratios),
    `≥ ${atLeast}`,
    isReached ? 'reached' : 'missed',
  ]);
  return `Targets\n${align([columns, ...rows])}`;
}

function formatRatios({ throughput, cpu }) {
  return [
    formatRatio(throughput.median),
    formatSpread(throughput, formatRatio),
    cpu ? formatRatio(cpu.median) : '–',
  ];
}

const formatRate = (value) => (value < 100 ? value.toFixed(1) : number.format(value));
const formatRatio = (value) => value.toFixed(2);
const formatSpread = ({ min, max }, format) => `${format(min)}–${format(max)}`;

/** Numbers to the right, text to the left. */
function align([columns, ...rows]) {
  const all = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const isNumeric = columns.map((_, column) => rows.every((row) => /^[\d≥–]/.test(row[column])));
  const pad = (cell, column) =>
    isNumeric[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column]);
  return all.map((row) => `  ${row.map(pad).join('  ').trimEnd()}`).join('\n');
}
