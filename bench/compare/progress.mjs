// Progress while the benchmark runs: one line that changes on a terminal, one line per workload elsewhere.
const { stderr } = process;

export function createProgress(totalMeasurements) {
  let done = 0;
  return {
    say: (text) => stderr.write(`${text}\n`),
    measured: (workload, { round, peer, rate }) => {
      done += 1;
      if (!stderr.isTTY) return;
      const step = round === 0 ? 'warm-up' : `round ${round}`;
      const percent = Math.floor((done / totalMeasurements) * 100);
      const line = `${percent} %  ${workload.name}, ${step}: ${peer.name}, ${Math.round(rate)} requests/s`;
      stderr.write(`\r\u001b[K${line}`);
    },
    finished: (workload) => {
      const percent = Math.floor((done / totalMeasurements) * 100);
      stderr.write(`${stderr.isTTY ? '\r\u001b[K' : ''}${percent} %  ${workload.name} measured\n`);
    },
  };
}
