import { createServer, type AddressInfo } from 'node:net';

/** Address that everything in the harness listens on. */
export const LOOPBACK = '127.0.0.1';

const handedOut = new Set<number>();

/** That many free loopback ports, different from each other and from all handed out before. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = await freePort();
    // The operating system may offer a port again before the engine that it was meant for has bound it.
    if (!handedOut.has(port)) {
      handedOut.add(port);
      ports.push(port);
    }
  }
  return ports;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, LOOPBACK, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
