import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { nodeModules } from '../tools/packages';
import { withPolicies } from './policies';
import { clustersOf, copyProgram, System, writeJson } from './system';

/** kosko with kubernetes-models, which validates each object: a process per cluster, each a stream of YAML. */
export function kosko(): System {
  let modules = '';
  return {
    id: 'kosko',
    title: 'kosko',
    processPerCluster: true,
    async install() {
      modules = await nodeModules('kosko');
      const manifest = readFileSync(join(modules, '@kosko', 'generate', 'package.json'), 'utf8');
      return (JSON.parse(manifest) as { version: string }).version;
    },
    prepare(folder, fleet) {
      const program = copyProgram('kosko', folder, ['fleet.js', 'sync.js', 'generate.js', 'components']);
      writeJson(join(folder, 'fleet.json'), withPolicies(fleet));
      symlinkSync(modules, join(folder, 'node_modules'));
      const out = join(folder, 'out');
      mkdirSync(out);
      return {
        commands: clustersOf(fleet).map(({ cluster }) => ({
          args: [process.execPath, 'generate.js'],
          cwd: folder,
          env: { FLEET: 'fleet.json', CLUSTER: cluster.name },
          stdout: join(out, `${cluster.name}.yaml`),
        })),
        out,
        // The replacement of the command does not count as written by users.
        source: program.filter((file) => !file.endsWith('generate.js')),
      };
    },
  };
}
