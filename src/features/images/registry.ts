import type { FleetScope } from '../fleet';
import type { ImageRegistry } from './declared';

const registries = new WeakMap<object, ImageRegistry>();

/** The registry of a fleet; undefined as long as it updates no image. */
export function imageRegistry<C extends object>(fleet: FleetScope<C>): ImageRegistry | undefined {
  return registries.get(fleet);
}

/** The registry of a fleet, made with its first use; from then on each synthesis checks it. */
export function openImageRegistry<C extends object>(fleet: FleetScope<C>): ImageRegistry {
  const known = registries.get(fleet);
  if (known !== undefined) return known;
  const registry: ImageRegistry = { updates: [], automations: [] };
  registries.set(fleet, registry);
  fleet.lateChecks.push(({ problems, warnings }) => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { checkImageUpdates } = require('./check') as typeof import('./check');
    checkImageUpdates(fleet, registry, problems, warnings);
  });
  return registry;
}
