import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { push as Push, commitOf as CommitOf, Session as SessionOf, targetsOf as TargetsOf } from '../../src/push';

/*
 * Pushes a committed fleet, an artifact for each cluster, to a registry in this process that keeps digests and manifests
 * alone, from one run to the next in a file. Arguments: the library, the folder with the repository, the file.
 */

/* eslint-disable @typescript-eslint/no-require-imports */
const [library, folder, memory] = process.argv.slice(2) as [string, string, string];
const room = require(join(library, 'lib', 'push')) as {
  readonly push: typeof Push;
  readonly commitOf: typeof CommitOf;
  readonly Session: typeof SessionOf;
  readonly targetsOf: typeof TargetsOf;
};
const { existsSync, readFileSync, writeFileSync } = require('node:fs') as typeof import('node:fs');
/* eslint-enable @typescript-eslint/no-require-imports */

interface Kept {
  readonly blobs: string[];
  readonly manifests: Array<readonly [reference: string, text: string]>;
}

const kept: Kept = existsSync(memory)
  ? (JSON.parse(readFileSync(memory, 'utf8')) as Kept)
  : { blobs: [], manifests: [] };
const blobs = new Set(kept.blobs);
const manifests = new Map(kept.manifests);

function answer(url: string, { method = 'GET', body }: RequestInit = {}): Response {
  const { pathname, searchParams } = new URL(url);
  if (pathname.includes('/manifests/')) {
    if (method === 'PUT') {
      manifests.set(pathname, Buffer.from(body as Uint8Array).toString());
      return new Response(null, { status: 201 });
    }
    const text = manifests.get(pathname);
    if (text === undefined) return new Response(null, { status: 404 });
    const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
    return new Response(method === 'HEAD' ? null : text, { headers: { 'docker-content-digest': digest } });
  }
  if (method === 'HEAD') return new Response(null, { status: blobs.has(pathname) ? 200 : 404 });
  if (method === 'POST') return new Response(null, { status: 202, headers: { location: `${pathname}1` } });
  const digest = searchParams.get('digest') ?? '';
  // As a registry does, so that nothing is measured that would not be accepted.
  if (
    digest !==
    `sha256:${createHash('sha256')
      .update(body as Uint8Array)
      .digest('hex')}`
  ) {
    return new Response(null, { status: 400 });
  }
  blobs.add(pathname.replace(/uploads\/1$/, digest));
  return new Response(null, { status: 201 });
}

async function main(): Promise<void> {
  const outdir = join(folder, 'dist');
  const artifacts = readdirSync(join(outdir, 'clusters')).map((cluster) => ({
    ...{ cluster, url: `oci://registry.invalid/acme/${cluster}`, tag: 'latest' },
    ...{ folder: `clusters/${cluster}`, within: `dist/clusters/${cluster}` },
  }));
  const session = new room.Session({
    fetch: (url, init) => Promise.resolve(answer(url, init)),
    credentials: () => Promise.resolve(undefined),
  });
  const pushed = await room.push(session, {
    targets: room.targetsOf(artifacts),
    commit: room.commitOf({ outdir, commit: 'HEAD' }),
  });
  writeFileSync(memory, JSON.stringify({ blobs: [...blobs], manifests: [...manifests] }));
  const changed = pushed.filter(({ change }) => change !== 'unchanged').length;
  const bytes = pushed.reduce((sum, one) => sum + one.uploadedBytes, 0);
  console.log(JSON.stringify({ artifacts: pushed.length, changed, bytes }));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
