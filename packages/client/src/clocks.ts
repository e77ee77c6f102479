/** The clocks of this machine, in milliseconds. */
export const clocks = {
  /** Right on average, but it can be set. */
  day: (): number => Date.now(),
  /** Never set, but it may stand still while the machine sleeps. */
  monotonic: (): number => performance.now(),
};
