import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { goTool } from '../tools/packages';
import { kustomizeTree } from './kustomize-tree';
import { withPolicies } from './policies';
import { clustersOf, System } from './system';

/** kustomize: a base per tenant, overlays for environments and clusters, one build per cluster. */
export function kustomize(): System {
  let tool = '';
  return {
    id: 'kustomize',
    title: 'kustomize build',
    processPerCluster: true,
    async install() {
      const { file, version } = await goTool('kustomize', 'sigs.k8s.io/kustomize/kustomize/v5');
      tool = file;
      return version;
    },
    prepare(folder, fleet) {
      const source: string[] = [];
      for (const [path, text] of kustomizeTree(withPolicies(fleet))) {
        const file = join(folder, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
        source.push(file);
      }
      const out = join(folder, 'out');
      mkdirSync(out);
      return {
        commands: clustersOf(fleet).map(({ cluster: { name } }) => ({
          args: [tool, 'build', `clusters/${name}`, '--output', `out/${name}.yaml`],
          cwd: folder,
        })),
        out,
        source,
      };
    },
  };
}
