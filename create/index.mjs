#!/usr/bin/env node
// `npm create cdk8s-flux-fleet`: flux-fleet init, with the flags behind `--`.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const manifest = require.resolve('cdk8s-flux-fleet/package.json');
const command = join(dirname(manifest), require(manifest).bin['flux-fleet']);
const { status } = spawnSync(process.execPath, [command, 'init', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
