import type { KustomizePatch } from '../../flux/kustomize';
import { NOT_PRUNED } from '../../units/marks';
import { toYaml } from '../../units/yaml';
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

/** The patch of all objects of Flux's own manifests that keeps them on the cluster when they leave the folder. */
export function keepingPatch(): KustomizePatch {
  const metadata = { name: 'any', annotations: NOT_PRUNED };
  return {
    target: { labelSelector: 'app.kubernetes.io/part-of=flux' },
    patch: toYaml({ apiVersion: 'v1', kind: 'Any', metadata }),
  };
}
