import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as workerClusters from '../../examples/multicluster/worker-clusters';
import { generatedTree } from '../../src/pipeline/guard/generated-tree';
import { guardSynthesis } from '../../src/pipeline/guard/guard-synthesis';
import { formatFinding } from '../../src/plan/guard/finding';
import { diffLines, runProgram } from '../support/program-text';

const PROGRAM = readFileSync(join(__dirname, '../../examples/multicluster/fleet.ts'), 'utf8');

/** Most lines of a statement's diff. */
const MOST = 5;

/** A text of the program and what takes its place. */
type Edit = readonly [before: string, after: string];

const ALL = 'clusters: [america, south, pacific]';
const PACIFIC = "const pacific = new Cluster(fleet, 'pacific-aks');\n";
const DEV = `const dev = new Environment(fleet, 'dev', { branch: 'dev', ${ALL} });\n`;
const YAKUZA = "new App(yakuza, 'katana-vote', { path: ({ cluster }) => `./katana-vote/${cluster.name}` });\n";
const TRACK = "new App(track, 'azure-vote', { path: './azure-vote/manifest' });\n";
const SOUTH = "const south = new Cluster(fleet, 'k3s-america-south', { managedBy: america });\n";
const IMPORT: Edit = ['  Placement,\n', '  Placement,\n  Removal,\n'];
const declare = (removal: string) => `fleet.declare(Removal.${removal});\n`;
const after = (text: string, line: string): Edit => [text, text + line];
const out = (line: string): Edit => [line, ''];

/** What is said in the example's program, each step a commit of its own. */
const STATEMENTS: Readonly<Record<string, ReadonlyArray<readonly Edit[]>>> = {
  'add a cluster': [
    [after(PACIFIC, "const emea = new Cluster(fleet, 'k3d-emea', { config: { ingressPort: 8080 } });\n")],
  ],
  'add a cluster to an environment': [
    [after(PACIFIC, "const emea = new Cluster(fleet, 'k3d-emea');\n")],
    [[ALL, 'clusters: [america, south, pacific, emea]']],
  ],
  'add a remote cluster to an environment': [
    [
      after(SOUTH, "const north = new Cluster(fleet, 'k3s-america-north', { managedBy: america });\n"),
      [ALL, 'clusters: [america, south, pacific, north]'],
    ],
  ],
  'remove a cluster from an environment': [
    [
      IMPORT,
      [ALL, `${ALL}, drainedClusters: [pacific]`],
      after(
        DEV.replace(ALL, `${ALL}, drainedClusters: [pacific]`),
        declare("environment(dev, { reason: 'moved', on: { clusters: [pacific] } })"),
      ),
    ],
    [[`${ALL}, drainedClusters: [pacific]`, 'clusters: [america, south]']],
    [out(declare("environment(dev, { reason: 'moved', on: { clusters: [pacific] } })")), [IMPORT[1], IMPORT[0]]],
  ],
  'retire a remote cluster': [
    [
      IMPORT,
      ['{ managedBy: america }', '{ managedBy: america, drained: true }'],
      after(DEV, declare("cluster('k3s-america-south', { reason: 'sold' })")),
    ],
    [out(SOUTH.replace('america }', 'america, drained: true }')), [ALL, 'clusters: [america, pacific]']],
    [out(declare("cluster('k3s-america-south', { reason: 'sold' })")), [IMPORT[1], IMPORT[0]]],
  ],
  'rename a cluster': [
    [
      IMPORT,
      ["'pacific-aks'", "'asia-aks'"],
      after(DEV, declare("cluster('pacific-aks', { reason: 'asia-aks now' })")),
    ],
    [out(declare("cluster('pacific-aks', { reason: 'asia-aks now' })")), [IMPORT[1], IMPORT[0]]],
  ],
  'give a remote cluster to another manager': [
    [
      IMPORT,
      ['{ managedBy: america }', '{ managedBy: america, handedOver: true }'],
      after(DEV, declare("cluster('k3s-america-south', { reason: 'nearer to pacific' })")),
    ],
    [
      out(SOUTH.replace('america }', 'america, handedOver: true }')),
      after(PACIFIC, SOUTH.replace('america }', 'pacific }')),
    ],
    [out(declare("cluster('k3s-america-south', { reason: 'nearer to pacific' })")), [IMPORT[1], IMPORT[0]]],
  ],
  'give a remote cluster a Flux of its own': [
    [
      IMPORT,
      ['{ managedBy: america }', '{ managedBy: america, handedOver: true }'],
      after(DEV, declare("cluster('k3s-america-south', { reason: 'it runs Flux now' })")),
    ],
    [[', { managedBy: america, handedOver: true }', '']],
    [out(declare("cluster('k3s-america-south', { reason: 'it runs Flux now' })")), [IMPORT[1], IMPORT[0]]],
  ],
  'give a cluster with Flux a manager': [
    [
      IMPORT,
      ["'pacific-aks')", "'pacific-aks', { managedBy: america })"],
      after(DEV, declare("cluster('pacific-aks', { reason: 'america deploys to it' })")),
    ],
  ],
  'add a tenant': [
    [after(YAKUZA, "new Tenant(fleet, 'sakura', { source: Source.git({ url: manifests, branch: 'sakura' }) });\n")],
  ],
  'rename a tenant': [
    [
      after(
        YAKUZA,
        "const ronin = new Tenant(fleet, 'ronin', { source: Source.git({ url: manifests, branch: 'multi-dev' }) });\nnew App(ronin, 'katana-vote', { path: ({ cluster }) => `./katana-vote/${cluster.name}` });\n",
      ),
    ],
    [
      IMPORT,
      out(YAKUZA),
      [
        "const yakuza = new Tenant(fleet, 'yakuza', { source: Source.git({ url: manifests, branch: 'multi-dev' }) });\n",
        declare("tenant('yakuza', { reason: 'ronin now' })"),
      ],
    ],
    [out(declare("tenant('yakuza', { reason: 'ronin now' })")), [IMPORT[1], IMPORT[0]]],
  ],
  'retire a tenant': [
    [
      IMPORT,
      out(YAKUZA),
      [
        "const yakuza = new Tenant(fleet, 'yakuza', { source: Source.git({ url: manifests, branch: 'multi-dev' }) });\n",
        declare("tenant('yakuza', { reason: 'another company' })"),
      ],
    ],
    [out(declare("tenant('yakuza', { reason: 'another company' })")), [IMPORT[1], IMPORT[0]]],
  ],
  'add an app': [[after(YAKUZA, "new App(yakuza, 'sumo', { path: './sumo' });\n")]],
  'move an app between tenants': [
    [after(YAKUZA, "new App(kaizen, 'katana-vote', { path: ({ cluster }) => `./katana-vote/${cluster.name}` });\n")],
    [
      IMPORT,
      [YAKUZA, YAKUZA.replace(' });', ', enabled: false });')],
      after(TRACK, declare("app('yakuza', 'katana-vote', { reason: 'kaizentm has it' })")),
    ],
    [
      out(YAKUZA.replace(' });', ', enabled: false });')),
      out(declare("app('yakuza', 'katana-vote', { reason: 'kaizentm has it' })")),
      [IMPORT[1], IMPORT[0]],
    ],
  ],
  'retire an app': [
    [
      IMPORT,
      [YAKUZA, YAKUZA.replace(' });', ', enabled: false });')],
      after(TRACK, declare("app('yakuza', 'katana-vote', { reason: 'replaced' })")),
    ],
    [
      out(YAKUZA.replace(' });', ', enabled: false });')),
      out(declare("app('yakuza', 'katana-vote', { reason: 'replaced' })")),
      [IMPORT[1], IMPORT[0]],
    ],
  ],
  'rename a component in code': [
    [["new Component(dev, 'redis', {\n", "new Component(dev, 'redis', {\n  prune: false,\n"]],
    [["new Component(dev, 'redis', {\n", "new Component(dev, 'store', {\n  namespace: 'dev-redis',\n"]],
    [out('  prune: false,\n')],
  ],
  'replace a chart component': [
    [
      after(
        DEV,
        "new Component(fleet, 'ingress', { chart: HelmChart.repository({ url: bitnami, chart: 'nginx-ingress-controller', version: '5.6.14' }) });\n",
      ),
    ],
  ],
  'make a new environment from an existing one': [
    [after(DEV, "new Environment(fleet, 'qa', { branch: 'qa', clusters: [pacific] });\n")],
  ],
  'rename an environment': [
    [
      IMPORT,
      [ALL, `${ALL}, handedOver: true`],
      after(DEV.replace(ALL, `${ALL}, handedOver: true`), declare("environment('dev', { reason: 'test now' })")),
    ],
    [[`'dev', { branch: 'dev', ${ALL}, handedOver: true }`, `'test', { branch: 'dev', ${ALL}, prefix: 'dev-' }`]],
    [out(declare("environment('dev', { reason: 'test now' })")), [IMPORT[1], IMPORT[0]]],
  ],
  'split an environment': [
    [
      IMPORT,
      [ALL, `${ALL}, handedOver: true`],
      after(
        DEV.replace(ALL, `${ALL}, handedOver: true`),
        declare("environment('dev', { reason: 'asia goes alone', on: { clusters: [pacific] } })"),
      ),
    ],
    [
      [ALL, 'clusters: [america, south]'],
      after(
        'handedOver: true });\n',
        "const asia = new Environment(fleet, 'asia', { branch: 'dev', clusters: [pacific], prefix: 'dev-' });\n",
      ),
    ],
    [
      [', handedOver: true', ''],
      out(declare("environment('dev', { reason: 'asia goes alone', on: { clusters: [pacific] } })")),
      [IMPORT[1], IMPORT[0]],
    ],
  ],
  'make an environment for a release': [
    [
      after(
        TRACK,
        "const next = new TenantTrack(kaizen, '2-0-x', { source: Source.git({ url: manifests, branch: 'release/2-0-x' }) });\nnew App(next, 'azure-vote', { path: './azure-vote/manifest' });\n",
      ),
    ],
  ],
};

const edited = (text: string, edits: readonly Edit[]) =>
  edits.reduce((current, [before, now]) => {
    expect(current.split(before)).toHaveLength(2);
    return current.replace(before, () => now);
  }, text);

const synthesized = (text: string) => {
  const fleet = runProgram(text, { './worker-clusters': workerClusters });
  return { tree: generatedTree(fleet.synthesize().tree), declarations: fleet.declarations };
};

const original = synthesized(PROGRAM);

test.each(Object.entries(STATEMENTS))('%s', (_title, steps) => {
  let [text, base] = [PROGRAM, original.tree];
  for (const [number, edits] of steps.entries()) {
    const next = edited(text, edits);
    expect([`step ${number + 1}`, diffLines(text, next) <= MOST]).toEqual([`step ${number + 1}`, true]);
    const { tree, declarations } = synthesized(next);
    const { findings } = guardSynthesis({ files: tree, base, declarations });
    expect(findings.filter(({ severity }) => severity === 'error').map(formatFinding)).toEqual([]);
    [text, base] = [next, tree];
  }
});
