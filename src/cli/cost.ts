import { type CostReport, ledgerNotes, type LedgerReport, type LedgerTable, ledgerTables } from '../ledger';
import { APP, command, flag } from './base/declaration';
import { ask } from './base/query';
import { markdownTable, textTable } from './table';

/** `flux-fleet cost`. */
export const COST = command({
  description:
    'Says what the rendered objects ask for, by tenant, environment and cluster, over all targets: requests of pods as the ' +
    'scheduler counts them, times replicas; volumes, load balancers and quotas; with the prices of fleet.costs what a month ' +
    'of it costs. What varies is shown as least–most. What is not known, such as objects of charts, is listed.',
  options: {
    app: APP,
    load: flag('say instead what Flux does on each cluster: how many Kustomizations a commit and a change reconcile'),
  },
  examples: [
    ['flux-fleet cost', 'tables by tenant, environment and cluster'],
    ['flux-fleet cost --format json', 'the same with every tenant and component at each target, and the load of Flux'],
    ['flux-fleet cost --load', 'what Flux reconciles on each cluster'],
  ],
  run: async ({ options, output }) => {
    const report = await ask(options.app, { action: 'cost' });
    if (typeof report === 'number') return report;
    const cost = report.cost!;
    if (options.load) {
      const { head, rows } = loadTable(cost);
      output.print({ text: () => textTable(head, rows), markdown: () => markdownTable(head, rows), data: () => cost });
      return 0;
    }
    output.print({ text: () => text(cost), markdown: () => markdown(cost), data: () => cost });
    return 0;
  },
});

function loadTable({ load }: CostReport): Pick<LedgerTable, 'head' | 'rows'> {
  return {
    head: ['name', 'Kustomizations', 'releases', 'sources', 'levels', 'a commit', 'a change', 'at most', 'an hour'],
    rows: load.map(({ cluster, kustomizations, releases, sources, levels, perCommit, perChange, perHour }) => [
      cluster,
      ...[kustomizations, releases, sources, levels].map(String),
      perCommit.least === perCommit.most ? String(perCommit.least) : `${perCommit.least}–${perCommit.most}`,
      ...[perChange.mean, perChange.most, perHour].map(String),
    ]),
  };
}

const NOTHING = 'no object asks for anything\n';

function text(cost: LedgerReport): string {
  const tables = ledgerTables(cost).map(({ title, head, rows }) => `${title}\n${textTable(head, rows)}`);
  const notes = ledgerNotes(cost).map((note) => `${note}\n`);
  return [tables.length === 0 ? NOTHING : tables.join('\n'), ...(notes.length > 0 ? ['\n', ...notes] : [])].join('');
}

function markdown(cost: LedgerReport): string {
  const tables = ledgerTables(cost).map(({ title, head, rows }) => `### ${title}\n\n${markdownTable(head, rows)}`);
  const notes = ledgerNotes(cost).map((note) => `- ${note}\n`);
  return [tables.length === 0 ? NOTHING : tables.join('\n'), ...(notes.length > 0 ? ['\n', ...notes] : [])].join('');
}
