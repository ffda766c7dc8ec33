import * as fs from 'node:fs';
import * as path from 'node:path';
import { additions } from './compare/additions';
import { compareSides } from './compare/comparison';
import { leftOut } from './compare/left-out';
import { mappingRules } from './compare/mapping';
import { readOriginal } from './compare/original';
import { readOurs } from './compare/ours';
import { fluxReasons } from './compare/reasons-flux';
import { tenantReasons } from './compare/reasons-tenants';
import { workloadReasons } from './compare/reasons-workloads';
import { markdown, problemsOf, summary, withComparison } from './compare/report';
import { readTree } from './compare/tree';

const DEFAULT_FOLDER = '../shared/corpus/multicluster-gitops';
const README = path.join(__dirname, 'README.md');

/**
 * Compares `dist` with the objects that microsoft/multicluster-gitops applies, and with the README's table.
 *
 * Usage: `npm run example:compare -- [--write] [FOLDER]`. FOLDER (or MULTICLUSTER_GITOPS) contains a checkout of the
 * original's YAML, with the branches `main` and `dev` as adjacent folders. `--write` updates the README's table.
 */
export function compareMulticluster(args: readonly string[]): number {
  const write = args.includes('--write');
  const checkout = path.join(__dirname, '../..');
  const folder = path.resolve(
    args.find((arg) => !arg.startsWith('--')) ?? process.env.MULTICLUSTER_GITOPS ?? path.join(checkout, DEFAULT_FOLDER),
  );
  if (!['main', 'dev'].every((branch) => fs.existsSync(path.join(folder, branch)))) {
    console.error(
      `no checkout of the original's YAML in ${folder}: give a folder that holds its branches main and dev, ` +
        'as an argument or in MULTICLUSTER_GITOPS',
    );
    return 2;
  }
  const reasons = [...fluxReasons, ...tenantReasons, ...workloadReasons];
  const ours = readOurs(readTree(path.join(__dirname, 'dist')));
  const sides = { ...readOriginal(readTree(folder)), ours };
  const comparison = compareSides(sides, { mapping: mappingRules, reasons, leftOut, additions });
  const problems = problemsOf(comparison);
  problems.forEach((problem) => console.error(problem));
  console.log(summary(comparison));
  if (problems.length > 0) return 1;

  const readme = fs.readFileSync(README, 'utf8');
  const current = withComparison(readme, markdown(comparison, reasons, leftOut));
  if (current === readme) return 0;
  if (!write) {
    console.error('README.md is not current: renew its table with npm run example:compare -- --write');
    return 1;
  }
  fs.writeFileSync(README, current);
  return 0;
}
