import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { goTool } from '../tools/packages';
import { withPolicies } from './policies';
import { clustersOf, copyProgram, PROGRAMS, System, writeJson } from './system';

/** CUE: one export per cluster, each a stream of YAML. */
export function cue(): System {
  let tool = '';
  return {
    id: 'cue',
    title: 'cue export',
    processPerCluster: true,
    async install() {
      const { file, version } = await goTool('cue', 'cuelang.org/go/cmd/cue');
      tool = file;
      return version;
    },
    prepare(folder, fleet) {
      copyProgram('cue', folder, ['fleet.cue', 'kinds.cue']);
      writeJson(join(folder, 'fleet.json'), withPolicies(fleet));
      const out = join(folder, 'out');
      mkdirSync(out);
      return {
        commands: clustersOf(fleet).map(({ cluster: { name } }) => ({
          args: [tool, 'export', '.', 'fleet.json', '-t', `cluster=${name}`, '-e', 'stream', '--out', 'text'],
          cwd: folder,
          stdout: join(out, `${name}.yaml`),
        })),
        out,
        // Users import the typed kinds, so they do not count as written.
        source: [join(PROGRAMS, 'cue', 'fleet.cue')],
      };
    },
  };
}
