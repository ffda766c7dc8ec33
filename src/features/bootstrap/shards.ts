import type { Weights } from '../../core/rendezvous';
import { type FluxVersion, isAtLeast } from '../../flux/version';
import { checkDnsLabel, quote } from '../../kubernetes/names';
import type { PatchedObject } from '../../languages/patch';
import { type Bootstrap, CONTROLLERS } from './bootstrap';
import type { ControllerName, FluxShardingProps } from './props';

/** Controllers that a shard has: all but the one that takes events, which knows no shards. */
const SHARDED = CONTROLLERS.filter((name) => name !== 'notification-controller');

/**
 * The controllers of a shard. The source-watcher of Flux 2.8 and before heeds no selector, and of several only one becomes
 * ready; Flux Operator (0.59, internal/builder/templates.go) and Flux's guide leave it out as well.
 */
export function shardedControllers(flux: FluxVersion): readonly ControllerName[] {
  return isAtLeast(flux, '2.9') ? SHARDED : SHARDED.filter((name) => name !== 'source-watcher');
}

/** Flags that each shard has its own of. */
export const SHARD_FLAGS: ReadonlySet<string> = new Set(['storage-adv-addr', 'watch-label-selector']);

/** Characters of a shard's name: with it, `image-automation-controller-` is a label's value. */
const SHARD_LENGTH = 35;

/** The shards with their weights. */
export function weightsOf({ shards }: FluxShardingProps): Weights {
  return isNames(shards) ? Object.fromEntries(shards.map((name) => [name, 1])) : shards;
}

/** Problems of what is said of shards, one message each. */
export function shardProblems(sharding: FluxShardingProps, bootstrap: Bootstrap): Array<string | undefined> {
  const what = 'sharding.shards';
  const names = isNames(sharding.shards) ? sharding.shards : Object.keys(sharding.shards);
  const weights = isNames(sharding.shards) ? [] : Object.entries(sharding.shards);
  return [
    sharding.storage === 'persistent' && bootstrap === 'gotk'
      ? `sharding.storage "persistent" is given, but bootstrap is 'gotk': give the volumes by fluxPatches, and leave it out`
      : undefined,
    names.length === 0 ? `${what} is empty: name at least one shard, or leave sharding out` : undefined,
    ...names.flatMap((name, index) => [
      checkDnsLabel(what, name),
      name.length > SHARD_LENGTH
        ? `${what} ${quote(name)} has ${name.length} characters: shorten it to at most ${SHARD_LENGTH}`
        : undefined,
      names.indexOf(name) < index ? `${what} has ${quote(name)} twice: name each shard once` : undefined,
    ]),
    ...weights.map(([name, weight]) =>
      weight > 0 ? undefined : `${what}[${quote(name)}] is ${weight}: give it a weight above 0`,
    ),
  ];
}

function isNames(shards: FluxShardingProps['shards']): shards is readonly string[] {
  return Array.isArray(shards);
}

/** Whether Flux's manifests have an object once more for each shard. */
export function isOfEachShard({ kind, name }: PatchedObject): boolean {
  return (kind === 'Deployment' || kind === 'Service') && (SHARDED as readonly string[]).includes(name);
}
