// The result as text.
const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const saturated = 0.9;

export function formatTable({ mode, machine, versions, workloads, targets }) {
  return [
    heading(machine, mode),
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    ...workloads.map(formatWorkload),
    ...(targets.length > 0 ? [formatTargets(targets)] : []),
  ].join('\n\n');
}

function heading({ processor, cores, memoryGiB, node, pinned }, mode) {
  const placement = pinned ? 'servers and load on a core each' : 'servers and load share the cores';
  return `${processor}, ${cores} cores, ${memoryGiB} GiB, Node ${node}; ${placement}; ${mode.rounds} rounds of ${mode.seconds} s`;
}

function formatWorkload({ name, description, peers }) {
  const rows = peers.map((peer) => [
    peer.name,
    rate(peer.requestsPerSecond.median),
    `${rate(peer.requestsPerSecond.min)}–${rate(peer.requestsPerSecond.max)}`,
    decimal(peer.graphwardRatio.median),
    `${decimal(peer.graphwardRatio.min)}–${decimal(peer.graphwardRatio.max)}`,
    `${peer.description}${peer.loadUtilization > saturated ? ' (limited by the load generator)' : ''}`,
  ]);
  const columns = ['', 'requests/s', 'min–max', 'Graphward ÷ it', 'min–max', ''];
  return `${name}: ${description}\n${align([columns, ...rows])}`;
}

function formatTargets(targets) {
  const rows = targets.map(({ workload, peer, against, ratio, atLeast, isReached }) => [
    workload,
    `${peer} ÷ ${against}`,
    decimal(ratio.median),
    `${decimal(ratio.min)}–${decimal(ratio.max)}`,
    `≥ ${atLeast}`,
    isReached ? 'reached' : 'missed',
  ]);
  return `Targets\n${align([['', '', 'ratio', 'min–max', 'target', ''], ...rows])}`;
}

/** Numbers to the right, text to the left. */
function align(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const isText = rows[0].map((_, column) => rows.slice(1).every((row) => !/^[\d≥]/.test(row[column])));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (isText[column] ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `  ${line}`)
    .join('\n');
}

const rate = (value) => (value < 100 ? value.toFixed(1) : number.format(value));
const decimal = (value) => value.toFixed(2);
