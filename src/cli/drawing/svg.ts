import { Graph, GraphEdge, GraphNode } from './fleet-graph';
import { layoutOf, Point, SIZES } from './layout';

/** Colors of the kinds, for light and dark backgrounds alike: the fill, and the border. */
const COLORS: Readonly<Record<GraphNode['kind'], readonly [fill: string, border: string]>> = {
  tenant: ['#f3e8ff', '#9333ea'],
  app: ['#dbeafe', '#2563eb'],
  component: ['#fef3c7', '#d97706'],
  environment: ['#dcfce7', '#16a34a'],
  cluster: ['#e2e8f0', '#475569'],
};

const KINDS = Object.keys(COLORS) as GraphNode['kind'][];

/** Pixels: free space around the picture, height of the line above it, width of a letter at the size of the font. */
const MARGIN = 24;
const HEAD = 56;
const LETTER = 7.4;

/** A graph as a picture that browsers and pages show by itself, without fonts or scripts from elsewhere. */
export function svgText({ nodes, edges }: Graph, fleet: string): string {
  const widths = new Map(nodes.map(({ id, label }) => [id, Math.ceil(label.length * LETTER) + 28]));
  const boxes = nodes.map(({ id }) => ({ id, width: widths.get(id)! }));
  const layout = layoutOf(boxes, edges);
  const width = Math.ceil(Math.max(layout.width, 560)) + 2 * MARGIN;
  const height = Math.ceil(layout.height) + HEAD + 2 * MARGIN;
  const moved = (x: number, y: number) => `translate(${x} ${y})`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(`Fleet ${fleet}`)}</title>`,
    `<style>${style()}</style>`,
    '<defs><marker id="end" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" markerHeight="7" orient="auto">' +
      '<path d="M0 0.5 8 4 0 7.5z"/></marker></defs>',
    `<rect class="page" width="${width}" height="${height}"/>`,
    `<text class="name" x="${MARGIN}" y="${MARGIN + 8}">${escaped(fleet)}</text>`,
    `<g transform="${moved(MARGIN, MARGIN + 28)}">`,
    ...legend(),
    '</g>',
    `<g transform="${moved(MARGIN, MARGIN + HEAD)}">`,
    ...edges.map((edge, index) => line(edge, layout.lines[index]!)),
    ...nodes.map((node) => box(node, layout.boxes.get(node.id)!, widths.get(node.id)!)),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function style(): string {
  return [
    'text{font:13px ui-sans-serif,system-ui,"Segoe UI",Helvetica,Arial,sans-serif;fill:#0f172a}',
    '.page{fill:#fff}.name{font-size:17px;font-weight:600}.legend{font-size:11px;fill:#475569}',
    '.line{fill:none;stroke:#94a3b8;stroke-width:1.3}.waits{stroke-dasharray:5 4}marker path{fill:#94a3b8}',
    '.box text{text-anchor:middle}.box rect,.key{stroke-width:1.3}',
    ...KINDS.map((kind) => `.${kind}{fill:${COLORS[kind][0]};stroke:${COLORS[kind][1]}}`),
    '@media(prefers-color-scheme:dark){.page{fill:#0f172a}.name,.legend{fill:#e2e8f0}}',
  ].join('');
}

/** Names the colors, and what lines mean. */
function legend(): string[] {
  const step = 100;
  const keys = KINDS.map(
    (kind, index) =>
      `<rect class="key ${kind}" x="${index * step}" y="-9" width="12" height="12" rx="3"/>` +
      `<text class="legend" x="${index * step + 18}" y="1">${kind}</text>`,
  );
  const x = KINDS.length * step;
  return [...keys, `<path class="line waits" d="M${x} -3h24"/><text class="legend" x="${x + 30}" y="1">waits</text>`];
}

function box({ id, kind, label }: GraphNode, { x, y }: Point, width: number): string {
  const middle = [width / 2, SIZES.height / 2 + 4.5];
  const corner = kind === 'cluster' ? 4 : SIZES.height / 2;
  return (
    `<g class="box" transform="translate(${x} ${y})"><title>${escaped(id)}</title>` +
    `<rect class="${kind}" width="${width}" height="${SIZES.height}" rx="${corner}"/>` +
    `<text x="${middle[0]}" y="${middle[1]}">${escaped(label)}</text></g>`
  );
}

/** A line that leaves and enters boxes and columns level. */
function line({ from, to, kind }: GraphEdge, points: readonly Point[]): string {
  const parts = points.slice(1).map(({ x, y }, index) => {
    const before = points[index]!;
    const middle = (before.x + x) / 2;
    return before.y === y ? `L${x} ${y}` : `C${middle} ${before.y} ${middle} ${y} ${x} ${y}`;
  });
  const path = `M${points[0]!.x} ${points[0]!.y}${parts.join('')}`;
  const classes = kind === 'depends on' ? 'line waits' : 'line';
  return `<path class="${classes}" d="${path}" marker-end="url(#end)"><title>${escaped(`${from} ${kind} ${to}`)}</title></path>`;
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(/[&<>"]/g, (one) => entities[one]!);
}
