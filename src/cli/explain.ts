import { defined } from '../core/defined';
import { formatExplanation } from '../features/explain';
import { APP, command } from './base/declaration';
import { ask } from './base/query';

/** `flux-fleet explain`. */
export const EXPLAIN = command({
  description:
    'Says where the value of a configuration key, or of a setting of a component, tenant, track or app, comes from at a ' +
    'target: the statement that set it with file and line, and the statements that it overrides. Without a key, all of them.',
  arguments: [
    { name: 'target', description: 'as in messages: eu-1, prod/eu-1; with an element at it: prod/eu-1/shop/web' },
    { name: 'key', description: 'the key with the maps around it: database.host', isOptional: true },
  ],
  options: { app: APP },
  examples: [
    ['flux-fleet explain prod/eu-1 database.host', 'which layer of configuration sets it'],
    ['flux-fleet explain prod/eu-1/shop/web values.replicas', 'which statement or override of an app'],
    ['flux-fleet explain eu-1/nginx', 'every setting of a component on a cluster'],
  ],
  run: async ({ args: [target = '', key], options, output }) => {
    const request = { action: 'query', question: 'explain', target, ...defined({ key }) } as const;
    const report = await ask(options.app, request);
    if (typeof report === 'number') return report;
    const explanations = report.explanations!;
    output.print({
      text: () =>
        explanations.length === 0
          ? `[${target}] sets nothing that could be explained\n`
          : `${explanations.map(formatExplanation).join('\n')}\n`,
      data: () => explanations,
    });
    return 0;
  },
});
