// The result as an SVG chart: per workload, one bar per server, as long as its throughput relative to the fastest.
import { baseline } from '../peers.mjs';

const width = 760;
const barLeft = 170;
const barRight = 600;
const rowHeight = 22;
const headingHeight = 40;
const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

// Readable on a light and on a dark page.
const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .heading { font-weight: 600 }
  .muted { fill: #59636e }
  .bar { fill: #8c959f }
  .own { fill: #1a7f37 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .muted { fill: #9198a1 }
    .bar { fill: #656c76 }
    .own { fill: #3fb950 }
  }
`;

export function drawChart({ workloads, machine, versions, date }) {
  const parts = [];
  let top = 0;
  for (const workload of workloads) {
    parts.push(drawWorkload(workload, top));
    top += headingHeight + workload.peers.length * rowHeight;
  }
  const height = top + headingHeight;
  const note = `Requests per second, medians. Graphward ${versions.graphward}, Node ${machine.node}, ${machine.processor}, ${date.slice(0, 10)}`;
  parts.push(text(0, height - 14, note, 'muted'));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Requests per second of Graphward and other servers">
<style>${style}</style>
${parts.join('\n')}
</svg>
`;
}

function drawWorkload({ name, description, peers }, top) {
  const fastest = Math.max(...peers.map(({ requestsPerSecond }) => requestsPerSecond.median));
  const rows = peers.map((peer, index) => drawPeer(peer, fastest, top + headingHeight + index * rowHeight));
  return [text(0, top + headingHeight - 12, `${name}: ${description}`, 'heading'), ...rows].join('\n');
}

function drawPeer({ name, requestsPerSecond: { median } }, fastest, top) {
  const length = Math.max(1, ((barRight - barLeft) * median) / fastest).toFixed(1);
  const bar = `<rect class="${name === baseline ? 'own' : 'bar'}" x="${barLeft}" y="${top}" width="${length}" height="${rowHeight - 6}" rx="2"/>`;
  const baselineOfText = top + rowHeight - 9;
  const value = median < 100 ? median.toFixed(1) : number.format(median);
  const label = text(0, baselineOfText, name, name === baseline ? 'heading' : '');
  return [label, bar, text(barLeft + Number(length) + 8, baselineOfText, value, 'muted')].join('\n');
}

function text(x, y, content, className) {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}"${className ? ` class="${className}"` : ''}>${escaped}</text>`;
}
