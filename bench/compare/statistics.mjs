// Medians with their spread.
export function summarize(values) {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = (sorted.length - 1) / 2;
  return {
    median: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2,
    min: sorted[0],
    max: sorted.at(-1),
  };
}

/** How many times the first rates are the second. Paired by round, so that both saw the same state of the machine. */
export function summarizeRatio(rates, otherRates) {
  return summarize(rates.map((rate, round) => rate / otherRates[round]));
}
