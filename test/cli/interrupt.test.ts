import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { isWorkName, snapshot } from '../pipeline/write/snapshot';
import { Folder } from '../support/folder';
import { fleetIn } from './interrupted-fleet';

const PROJECT = path.join(__dirname, '../..');

const PROGRAM = `
  import { fleetIn, standStillAfter } from ${JSON.stringify(path.join(__dirname, 'interrupted-fleet'))};
  standStillAfter(300);
  fleetIn('dist', 'next').synth();
`;

test('an interruption leaves the old tree, or one that the next run completes', async () => {
  const folder = new Folder();
  try {
    const dist = folder.at('dist');
    fleetIn(dist, 'old').synth();
    const old = snapshot(dist);
    const inner = `${process.execPath} --import ${pathToFileURL(require.resolve('tsx')).href}`;
    folder.write('fleet.ts', PROGRAM);
    fs.mkdirSync(folder.at('tmp'));
    const [node = '', ...args] = inner.split(' ');
    const main = path.join(PROJECT, 'src/cli/main.ts');
    // A process group of its own, so that all of it receives the signal, as from a terminal.
    const child = spawn(node, [...args, main, 'synth', '--no-guard', '--json', '--app', `${inner} fleet.ts`], {
      ...{ cwd: folder.path, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
      env: { ...process.env, TMPDIR: folder.at('tmp'), NODE_OPTIONS: '' },
    });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => said.push(String(data)));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    while (!fs.existsSync(`${dist}/.flux-fleet`)) {
      if (child.exitCode !== null) throw new Error(`the program ended too early: ${said.join('')}`);
      await sleep(1);
    }
    process.kill(-child.pid!, 'SIGINT');
    expect([await ended, said.join('')]).toEqual([130, expect.stringMatching(/"exitCode":130}\n$/)]);
    expect(fs.readdirSync(folder.at('tmp')).filter((name) => name.startsWith('flux-fleet-'))).toEqual([]);

    // Leftovers are completed or discarded, and none counts as edited by hand.
    expect(Object.keys(snapshot(dist)).some(isWorkName)).toBe(true);
    fleetIn(dist, 'old').synth();
    expect(snapshot(dist)).toEqual(old);
  } finally {
    folder.delete();
  }
});
