// The middle one of some numbers.
export function median(values) {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)];
}
