import * as path from 'node:path';
import type { Fleet } from 'cdk8s-flux-fleet';
import { hashOf, measure, sentence } from './measure';

/**
 * Synthesizes an example in place and prints the result.
 *
 * Usage: `npm run example`, or `npm run example -- NAME` for another example than the reference fleet.
 */
async function main(name: string): Promise<void> {
  process.chdir(path.join(__dirname, name));
  const { fleet } = (await import(path.join(process.cwd(), 'fleet.ts'))) as { fleet: Fleet };
  // The program itself writes only where it is started.
  fleet.synth();
  const { counts, tree, written, removed, unchanged, seconds } = fleet.result!;
  const uptime = process.uptime(); // before the hash, because hashing renders texts that a second run does not need
  console.log(`examples/${name}: fleet ${fleet.name}`);
  console.log(`  clusters  ${counts.clusters}`);
  console.log(`  units     ${counts.units} (${counts.distinctUnits} distinct, each rendered once)`);
  console.log(`  objects   ${counts.objects} (${counts.distinctObjects} distinct)`);
  console.log(
    `  files     ${written.length + unchanged} (${written.length} written, ${removed.length} removed, ${unchanged} unchanged)`,
  );
  console.log(`  sha256    ${hashOf(tree)} of the files in dist/clusters`);
  console.log(`  size      ${sentence(measure('.'), tree.size)}`);
  console.log(`  time      ${seconds.toFixed(3)} s, ${uptime.toFixed(1)} s with start-up`);
}

main(process.argv[2] ?? 'multicluster').catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
