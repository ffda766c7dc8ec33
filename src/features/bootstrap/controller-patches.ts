import type { KustomizePatch } from '../../flux/kustomize';
import { flagsOf, ResolvedSettings } from './controllers';
import { containerPatch, flagOperation } from './lockdown';
import type { ControllerName } from './props';

/** Patches of Flux's own manifests that make its controllers run with these settings. */
export function settingsPatches(settings: ReadonlyMap<ControllerName, ResolvedSettings>): KustomizePatch[] {
  return Array.from(settings, ([name, one]) =>
    containerPatch(name, [...flagsOf(one).map(flagOperation), ...resourceOperations(one)]),
  );
}

function resourceOperations({ requests, limits }: ResolvedSettings): string[] {
  return Object.entries({ requests, limits }).flatMap(([key, amounts = {}]) =>
    Object.entries(amounts).map(
      ([resource, amount]) =>
        `- op: add\n  path: /spec/template/spec/containers/0/resources/${key}/${resource}\n  value: ${JSON.stringify(String(amount))}\n`,
    ),
  );
}
