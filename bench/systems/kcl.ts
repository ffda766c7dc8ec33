import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pinnedPython, python } from '../tools/packages';
import { withPolicies } from './policies';
import { clustersOf, copyProgram, PROGRAMS, System, writeJson } from './system';

/** KCL: one evaluation per cluster, all in one process, each a stream of YAML. */
export function kcl(): System {
  let tool = '';
  return {
    id: 'kcl',
    title: 'KCL',
    processPerCluster: false,
    async install() {
      tool = await python();
      return pinnedPython('kcl_lib');
    },
    prepare(folder, fleet) {
      copyProgram('kcl', folder, ['fleet.k', 'kinds.k', 'run.py']);
      writeJson(join(folder, 'fleet.json'), withPolicies(fleet));
      writeJson(
        join(folder, 'clusters.json'),
        clustersOf(fleet).map(({ cluster }) => cluster.name),
      );
      const out = join(folder, 'out');
      mkdirSync(out);
      return {
        commands: [{ args: [tool, 'run.py', out], cwd: folder }],
        out,
        // Users import the typed kinds, so they do not count as written.
        source: [join(PROGRAMS, 'kcl', 'fleet.k')],
      };
    },
  };
}
