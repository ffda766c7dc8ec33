import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ensureEngine } from '../../e2e/harness/engines';
import { execute } from '../tools/execute';
import { withPolicies } from './policies';
import { clustersOf, copyProgram, System, writeJson } from './system';

/** helm: one chart for the content of a cluster, one `helm template` per cluster with its values. */
export function helm(): System {
  let tool = '';
  return {
    id: 'helm',
    title: 'helm template',
    processPerCluster: true,
    async install() {
      tool = await ensureEngine('helm');
      const version = await execute([tool, 'version', '--template', '{{.Version}}'], '/');
      return version.trim();
    },
    prepare(folder, fleet) {
      // helm reads every file below a chart, and rejects more than 100 MiB: values and output must be outside.
      const chart = join(folder, 'chart');
      const source = copyProgram('helm', chart, ['Chart.yaml', 'templates']);
      const { repository, tenants } = fleet;
      writeJson(join(folder, 'fleet.json'), { repository, tenants });
      mkdirSync(join(chart, 'policies'));
      for (const [environment, policies] of Object.entries(withPolicies(fleet).policies)) {
        const text = policies.map((policy) => stringify(policy)).join('---\n');
        writeFileSync(join(chart, 'policies', `${environment}.yaml`), text);
      }
      const out = join(folder, 'out');
      mkdirSync(out);
      return {
        commands: clustersOf(fleet).map(({ cluster, environment: { name, branch } }) => {
          const values = `clusters/${cluster.name}.json`;
          const environment = { name, branch };
          writeJson(join(folder, values), { cluster: cluster.name, environment, config: cluster.config });
          return {
            args: [tool, 'template', cluster.name, 'chart', '--values', 'fleet.json', '--values', values],
            cwd: folder,
            stdout: join(out, `${cluster.name}.yaml`),
          };
        }),
        out,
        source,
      };
    },
  };
}
