import { defined } from '../core/defined';
import { APP, command, value } from './base/declaration';
import { diffText } from './base/diff-text';
import { fenced, Output } from './base/output';
import { ask } from './base/query';

/** `flux-fleet diff`. */
export const DIFF = command({
  description:
    'Shows the text of the files that change for a target, between a commit and what the program makes. Writes nothing. ' +
    'What Flux does about the changes, and what is refused, is what flux-fleet plan says. A list that several tenants ' +
    'share belongs to their environment.',
  arguments: [{ name: 'target', description: 'as in messages: eu-1, prod/eu-1, prod/eu-1/shop, prod/eu-1/nginx' }],
  options: { app: APP, base: value('ref', 'the commit to compare with', { fallback: 'HEAD' }) },
  examples: [
    ['flux-fleet diff prod/eu-1', 'an environment on a cluster'],
    ['flux-fleet diff prod/eu-1/shop --base origin/main --format markdown', 'a tenant, for a pull request'],
  ],
  run: async ({ args: [target = ''], options: { app, base }, output }) => {
    const report = await ask(app, { action: 'diff', target, ...defined({ base }) });
    if (typeof report === 'number') return report;
    const files = report.diff!;
    const none = `[${target}] nothing changes\n`;
    output.print({
      text: (to: Output) => (files.length === 0 ? none : files.map((file) => diffText(file, to)).join('')),
      markdown: () => {
        if (files.length === 0) return none;
        return fenced(files.map((file) => diffText(file, new Output('markdown', false))).join(''), 'diff');
      },
      data: () => files,
    });
    return 0;
  },
});
