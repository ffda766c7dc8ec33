import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../run/workspace';
import { transpiled } from '../tools/transpiled';
import { withPolicies } from './policies';
import { PROGRAMS, System, writeJson } from './system';

/**
 * cdk8s alone: a chart per tenant and cluster, a file per chart.
 *
 * @param split whether each cluster has its own App, a common optimisation
 */
export function cdk8s(split: boolean): System {
  const folderOfPackage = join(ROOT, 'node_modules', 'cdk8s');
  return {
    id: split ? 'cdk8s-split' : 'cdk8s',
    title: split ? 'cdk8s, an App per cluster' : 'cdk8s',
    processPerCluster: false,
    install() {
      const { version } = JSON.parse(readFileSync(join(folderOfPackage, 'package.json'), 'utf8')) as {
        version: string;
      };
      return Promise.resolve(version);
    },
    prepare(folder, fleet) {
      for (const name of ['fleet', 'imports']) {
        writeFileSync(join(folder, `${name}.js`), transpiled(join(PROGRAMS, 'cdk8s', `${name}.ts`)));
      }
      writeJson(join(folder, 'fleet.json'), withPolicies(fleet));
      symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
      const out = join(folder, 'dist');
      const args = ['fleet.js', 'fleet.json', ...(split ? ['app-per-cluster'] : [])];
      return {
        commands: [{ args: [process.execPath, ...args], cwd: folder, env: { CDK8S_OUTDIR: out } }],
        out,
        // Users generate the typed kinds, so they do not count as written.
        source: [join(PROGRAMS, 'cdk8s', 'fleet.ts')],
      };
    },
  };
}
