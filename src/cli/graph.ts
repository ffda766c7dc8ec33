import { APP, command, value } from './base/declaration';
import { fenced } from './base/output';
import { askModel } from './base/query';
import { UsageError } from './base/usage-error';
import { graphOf } from './drawing/fleet-graph';
import { svgText } from './drawing/svg';
import { dotText, mermaidText } from './drawing/text-notations';

const NOTATIONS = ['mermaid', 'dot', 'svg'] as const;

const NOTATION_LIST = 'mermaid, dot or svg';

/** `flux-fleet graph`. */
export const GRAPH = command({
  description:
    'Draws the fleet: managers and their remote clusters, environments on clusters, tenants with their apps, components, ' +
    'and what waits for what. GitHub and GitLab draw Mermaid in Markdown, Graphviz draws dot, and svg is the picture itself.',
  formats: NOTATIONS,
  options: {
    as: value('notation', `the same as --format with ${NOTATION_LIST}`, { fallback: 'mermaid', choices: NOTATIONS }),
    only: value('target', 'a cluster, or an environment on one, with what is there'),
    app: APP,
  },
  examples: [
    ['flux-fleet graph --format markdown > fleet.md', 'a page that GitHub and GitLab draw'],
    ['flux-fleet graph --format svg > fleet.svg', 'a picture'],
    ['flux-fleet graph --format dot | dot -Tpdf > fleet.pdf', 'a picture by Graphviz'],
    ['flux-fleet graph --only prod/eu-1', 'one target'],
  ],
  run: async ({ options: { as, only, app }, output }) => {
    const { ownFormat } = output;
    if (as !== undefined && ownFormat !== undefined && as !== ownFormat)
      throw new UsageError(`--as is ${JSON.stringify(as)}, and --format is ${JSON.stringify(ownFormat)}: give one`);
    const wanted = as ?? ownFormat ?? 'mermaid';
    const notation = NOTATIONS.find((one) => one === wanted);
    if (notation === undefined) throw new UsageError(`no notation ${JSON.stringify(wanted)}: give ${NOTATION_LIST}`);
    const model = await askModel(app);
    if (typeof model === 'number') return model;
    if (only !== undefined && !model.targets.some(({ name }) => name === only)) {
      const known = model.targets.map(({ name }) => name).join(', ');
      throw new UsageError(`no target ${JSON.stringify(only)}: give one of ${known}`);
    }
    const graph = graphOf(model, only);
    const draw = { mermaid: mermaidText, dot: dotText, svg: svgText }[notation];
    const text = () => draw(graph, model.fleet);
    output.print({
      text,
      // Pages that people write for others show no picture that stands in the text itself.
      markdown: () => fenced(text(), notation === 'svg' ? 'xml' : notation),
      data: () => graph,
    });
    return 0;
  },
});
