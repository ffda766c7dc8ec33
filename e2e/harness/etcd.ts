import { join } from 'node:path';
import { ensureEngine } from './engines';
import { httpStatus } from './health';
import { LOOPBACK } from './ports';
import { EngineProcess } from './process';

/** Starts an etcd of one member and returns it with its client address. */
export async function startEtcd(
  plane: string,
  directory: string,
  [clientPort, peerPort]: readonly [number, number],
): Promise<{ process: EngineProcess; url: string }> {
  const url = `http://${LOOPBACK}:${clientPort}`;
  const peerUrl = `http://${LOOPBACK}:${peerPort}`;
  const process = await EngineProcess.start({
    name: `${plane}/etcd`,
    executable: await ensureEngine('etcd'),
    args: [
      `--name=${plane}`,
      `--data-dir=${join(directory, 'etcd')}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=${plane}=${peerUrl}`,
      '--logger=zap',
      '--log-level=warn',
    ],
    ready: async () => (await httpStatus(`${url}/health`)) === 200,
  });
  return { process, url };
}
