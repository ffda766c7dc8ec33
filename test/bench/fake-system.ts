import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clustersOf, System } from '../../bench/systems/system';

/** How a system is made up. */
export interface Fake {
  readonly processPerCluster?: boolean;
  /**
   * Shell that is run; `$CLUSTERS` is how many there are, `$CLUSTER` the one at hand, `$PROCESS` which process of a
   * run it is (`1/4`), `$OUT` the folder for output.
   */
  readonly script?: string;
  /** Name of the object that it makes for a cluster. @default - that of every other */
  readonly object?: string;
  readonly install?: () => Promise<string>;
}

/** A system that makes one object for each cluster, after a script of the test's. */
export function fakeSystem(id: string, fake: Fake = {}): System {
  const { processPerCluster = false, script = ':', object = 'one', install = () => Promise.resolve('1.0') } = fake;
  return {
    id,
    title: `the ${id}`,
    processPerCluster,
    install,
    prepare(folder, fleet) {
      const clusters = clustersOf(fleet).map(({ cluster }) => cluster.name);
      const out = join(folder, 'out');
      const text = `apiVersion: v1\\nkind: ConfigMap\\nmetadata:\\n  name: ${object}\\n`;
      const program = join(folder, 'program.sh');
      writeFileSync(program, `${script}\nfor name in "$@"; do printf '${text}' > $OUT/$name.yaml; done\n`);
      const processes = processPerCluster ? clusters.map((name) => [name]) : [clusters];
      const commands = processes.map((names, index) => ({
        args: ['sh', program, ...names] as [string, ...string[]],
        cwd: folder,
        env: {
          OUT: out,
          CLUSTERS: `${clusters.length}`,
          CLUSTER: names[0]!,
          PROCESS: `${index + 1}/${processes.length}`,
        },
      }));
      return {
        commands,
        out,
        source: [program],
      };
    },
  };
}
