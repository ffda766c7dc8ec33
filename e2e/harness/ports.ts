import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Address that everything in the harness listens on. */
export const LOOPBACK = '127.0.0.1';

// Below the ports that operating systems give to outgoing connections. Any of those may be taken by the connection of an
// engine in the moment between finding the port free and the start of the engine that it is meant for.
const LOWEST = 10_000;
const HIGHEST = 32_767;

const handedOut = new Set<number>();

/** How many suites at once have ports of their own: what one has found free, no other may take meanwhile. */
const SUITES = 8;
const SUITE = Number(process.env.JEST_WORKER_ID ?? 0) % SUITES;

/** That many free loopback ports, different from each other and from all handed out before. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = randomInt(LOWEST, HIGHEST + 1);
    if (port % SUITES !== SUITE || handedOut.has(port)) continue;
    handedOut.add(port);
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, LOOPBACK, () => server.close(() => resolve(true)));
  });
}
