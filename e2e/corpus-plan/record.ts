import { createHash } from 'node:crypto';
import type { Truth } from './oracle';
import type { Pair } from './pairs';

/**
 * The truth about edits as a file that the unit tests read: names of objects once, and for each edit the numbers of
 * those that differ.
 */
export function recorded(
  truths: ReadonlyMap<string, ReadonlyArray<readonly [Pair, Truth]>>,
  each: number,
  seed: number,
  limit: number,
): string {
  const names = new Map<string, number>();
  const numberOf = (key: string) => {
    if (!names.has(key)) names.set(key, names.size);
    return names.get(key)!;
  };
  const inputs = createHash('sha256');
  const differing = Object.fromEntries(
    [...truths].map(([repository, all]) => [
      repository,
      all.map(([{ kind, edits }, { changes }]) => {
        inputs.update(JSON.stringify([repository, kind, [...edits].map(([file, text]) => [file, text ?? null])]));
        return ranges(changes.map(({ cluster, object }) => numberOf(`${cluster}|${object}`)));
      }),
    ]),
  );
  const tool = 'fleet-oracle: fluxcd/pkg/kustomize 1.35.7, kustomize 0.21.1';
  const record = {
    tool,
    each,
    seed,
    limit: Number.isFinite(limit) ? limit : null,
    inputs: inputs.digest('hex'),
    objects: [...names.keys()],
    differing,
  };
  return `${JSON.stringify(record, null, 1)}\n`;
}

/** Numbers as a short text: `3 5-9`. */
function ranges(numbers: readonly number[]): string {
  const parts: Array<[number, number]> = [];
  for (const number of [...numbers].sort((a, b) => a - b)) {
    const last = parts.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else parts.push([number, number]);
  }
  return parts.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(' ');
}
