import { setTimeout as pause } from 'node:timers/promises';
import type { Installation, InstalledServer } from './installation.js';
import type { Random } from './random.js';

/** How long a fault lasts: until a link is mended or a process restarted. */
const faultMs = [50, 1_000] as const;
const pauseMs = [100, 1_500] as const;
/** The minimum time between two kills of the engine, so that requests succeed in between. */
const engineRestMs = 5_000;

/** Injects faults, in sequence and in parallel, until the time is up. Resolves when everything works again. */
export async function injectFaults(
  { engine, servers }: Installation,
  random: Random,
  isOver: () => boolean,
  count: (what: string) => void,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const down = new Set<InstalledServer>();
  let engineEndedAt = Date.now();

  function begin(fault: () => Promise<void>): void {
    const done: Promise<void> = fault().finally(() => underWay.delete(done));
    underWay.add(done);
  }

  const awhile = () => pause(random.between(...faultMs));

  async function disturb(server: InstalledServer): Promise<void> {
    const what = random.weighted({ cut: 4, reset: 4, delay: 3, stall: 2 });
    count(`link: ${what}`);
    if (what === 'delay') server.link.delay(random.between(5, 300));
    else server.link[what]();
    await awhile();
    server.link.mend();
  }

  async function killServer(server: InstalledServer): Promise<void> {
    if (down.size === servers.length - 1) return;
    count('kill -9: server');
    down.add(server);
    await server.kill();
    await awhile();
    await server.start();
    down.delete(server);
  }

  async function endEngine(): Promise<void> {
    const what = random.pick(['engine', 'its supervisor', 'engine and supervisor'] as const);
    count(`kill -9: ${what}`);
    if (what !== 'its supervisor') engine.signalHost('SIGKILL');
    if (what !== 'engine') await engine.killSupervisor();
    await awhile();
    await engine.start();
    engineEndedAt = Date.now();
  }

  while (!isOver()) {
    const server = random.pick(servers);
    const mayEndEngine = Date.now() - engineEndedAt > engineRestMs;
    if (mayEndEngine) engineEndedAt = Infinity;
    const what = mayEndEngine ? 'engine' : random.weighted({ link: 4, server: 1 });
    begin(() => (what === 'engine' ? endEngine() : what === 'link' ? disturb(server) : killServer(server)));
    await pause(random.between(...pauseMs));
  }
  await Promise.all(underWay);
  for (const { link } of servers) link.mend();
}
