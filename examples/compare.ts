import { compareMulticluster } from './multicluster/compare';
import { compareStyles } from './styles/compare';

/**
 * Compares examples with the public fleets that they are modelled on.
 *
 * Usage: `npm run example:compare -- [--write] [FOLDER]` for the multicluster example, and
 * `npm run example:compare -- styles [--write] FOLDER` for the styles.
 */
async function main([first, ...others]: readonly string[]): Promise<number> {
  return first === 'styles' ? await compareStyles(others) : compareMulticluster(process.argv.slice(2));
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
