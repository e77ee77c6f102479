/** A clock that stands still until a test moves it. */
export interface TestClock {
  (): Date;
  advance(seconds: number): void;
}

export function createTestClock(start = new Date()): TestClock {
  let now = start.getTime();
  return Object.assign(() => new Date(now), {
    advance: (seconds: number) => {
      now += seconds * 1000;
    },
  });
}
