import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LOOPBACK } from '../harness/ports';

/** A stand-in for Prometheus: answers each query for an app with the number that the test says. */
export class StandInMetrics {
  static async start(): Promise<StandInMetrics> {
    const errors = new Map<string, number>();
    const server = createServer((request, response) => {
      const query = new URL(request.url ?? '', 'http://metrics').searchParams.get('query') ?? '';
      const app = /app="(\w+)"/.exec(query)?.[1] ?? '';
      const value = [Math.floor(Date.now() / 1000), String(errors.get(app) ?? 0)];
      const data = { resultType: 'vector', result: [{ metric: {}, value }] };
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ status: 'success', data }));
    });
    await new Promise<void>((resolve) => void server.listen(0, LOOPBACK, resolve));
    return new StandInMetrics(server, errors);
  }

  private constructor(
    private readonly server: Server,
    /** Percent of failed requests by app. */
    readonly errors: Map<string, number>,
  ) {}

  get url(): string {
    return `http://${LOOPBACK}:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
