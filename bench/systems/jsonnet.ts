import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { goTool, pinnedPython, python } from '../tools/packages';
import { withPolicies } from './policies';
import { copyProgram, System, writeJson } from './system';

/**
 * jsonnet: one process for the whole fleet, a file per unit, as a list in JSON. Its YAML writer is written in jsonnet
 * and takes the C++ interpreter longer than everything else together.
 *
 * @param which the C++ interpreter from PyPI, or the Go one
 */
export function jsonnet(which: 'cpp' | 'go'): System {
  let tool = '';
  return {
    id: which === 'cpp' ? 'jsonnet' : 'go-jsonnet',
    title: which === 'cpp' ? 'jsonnet' : 'go-jsonnet',
    processPerCluster: false,
    async install() {
      if (which === 'cpp') {
        tool = await python();
        return pinnedPython('jsonnet');
      }
      const { file, version } = await goTool('jsonnet', 'github.com/google/go-jsonnet/cmd/jsonnet');
      tool = file;
      return version;
    },
    prepare(folder, fleet) {
      const program = ['fleet.jsonnet', 'kinds.libsonnet'];
      const source = copyProgram('jsonnet', folder, program);
      copyProgram('jsonnet', folder, ['run.py']);
      writeJson(join(folder, 'fleet.json'), withPolicies(fleet));
      const out = join(folder, 'out');
      mkdirSync(out);
      const args = which === 'cpp' ? ['run.py', out] : ['-c', '-m', out, 'fleet.jsonnet'];
      return { commands: [{ args: [tool, ...args], cwd: folder }], out, source };
    },
  };
}
