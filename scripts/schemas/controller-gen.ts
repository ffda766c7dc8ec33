import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GoModule, openModule } from './go-module';

/** The controller-gen version of Flux's controllers: it generates the CRDs of source-controller byte for byte. */
const CONTROLLER_GEN = 'sigs.k8s.io/controller-tools/cmd/controller-gen@v0.21.0';

/** Minimum Go version of the modules with Go types. */
const TOOLCHAIN = 'go1.27.3';

/**
 * The CRDs of a module that contains only Go types, as YAML documents.
 *
 * @throws Error when controller-gen cannot run or fails
 */
export function crdsOfTypes(module: GoModule): string {
  const files = openModule(module);
  const folder = mkdtempSync(join(tmpdir(), 'crds-of-types-'));
  try {
    for (const name of files.names) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), files.text(name));
    }
    const args = ['run', CONTROLLER_GEN, 'crd:crdVersions=v1', 'paths=./...', 'output:crd:stdout'];
    const env = { ...process.env, GOTOOLCHAIN: TOOLCHAIN };
    const run = spawnSync('go', args, { cwd: folder, env, encoding: 'utf8', maxBuffer: 100_000_000 });
    if (run.error) throw new Error(`go could not be started: ${run.error.message}`);
    if (run.status !== 0) throw new Error(`controller-gen failed for ${module.path}: ${run.stderr.trim()}`);
    return run.stdout;
  } finally {
    files.close();
    rmSync(folder, { recursive: true });
  }
}
