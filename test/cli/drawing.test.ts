import fc from 'fast-check';
import { Graph, GraphNode } from '../../src/cli/drawing/fleet-graph';
import { Box, layoutOf, Line, SIZES } from '../../src/cli/drawing/layout';
import { svgText } from '../../src/cli/drawing/svg';

/** Pictures of fleets. */

const node = (id: string): GraphNode => {
  const [kind, label] = id.split(' ') as [GraphNode['kind'], string];
  return { id, kind, label };
};

const GRAPH: Graph = {
  nodes: ['tenant shop', 'app shop/web', 'app shop/till', 'environment dev', 'cluster eu-1', 'cluster <&"'].map(node),
  edges: [
    { from: 'tenant shop', kind: 'has', to: 'app shop/web' },
    { from: 'tenant shop', kind: 'has', to: 'app shop/till' },
    { from: 'app shop/till', kind: 'depends on', to: 'app shop/web' },
    { from: 'tenant shop', kind: 'is on', to: 'environment dev' },
    { from: 'environment dev', kind: 'is on', to: 'cluster eu-1' },
    { from: 'cluster eu-1', kind: 'delivers to', to: 'cluster <&"' },
  ],
};

test('a picture has a box for each thing and a line for each relation, with their names as tooltips', () => {
  const text = svgText(GRAPH, 'acme & sons');
  expect(text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+" viewBox="0 0 \d+ \d+"/);
  const titles = [...text.matchAll(/<title>(.*?)<\/title>/g)].map(([, title]) => title);
  expect(titles).toEqual([
    'Fleet acme &amp; sons',
    'tenant shop has app shop/web',
    'tenant shop has app shop/till',
    'app shop/till depends on app shop/web',
    'tenant shop is on environment dev',
    'environment dev is on cluster eu-1',
    'cluster eu-1 delivers to cluster &lt;&amp;&quot;',
    'tenant shop',
    'app shop/web',
    'app shop/till',
    'environment dev',
    'cluster eu-1',
    'cluster &lt;&amp;&quot;',
  ]);
  expect(text.match(/class="line waits" d="M[^"]*" marker-end/g)).toHaveLength(1);
  // Every element is closed, in order.
  const open: string[] = [];
  for (const [, close, name, end] of text.matchAll(/<(\/?)([a-z]+)(?:[^<>"]|"[^"]*")*?(\/?)>/g)) {
    if (close !== '') expect(open.pop()).toBe(name);
    else if (end === '') open.push(name!);
  }
  expect(open).toEqual([]);
  expect(text).not.toMatch(/NaN|undefined|https?:\/\/(?!www\.w3\.org)/);
  expect(svgText(GRAPH, 'acme & sons')).toBe(text);
});

test('an empty fleet is a picture too', () => {
  expect(svgText({ nodes: [], edges: [] }, 'acme')).toMatch(/<text class="name"[^>]*>acme<\/text>/);
});

test('columns follow the lines', () => {
  const boxes = GRAPH.nodes.map(({ id }) => ({ id, width: 100 }));
  const { boxes: places } = layoutOf(boxes, GRAPH.edges);
  const step = 100 + SIZES.column;
  expect(Object.fromEntries([...places].map(([id, { x }]) => [id, x / step]))).toEqual({
    'tenant shop': 0,
    'app shop/till': 1,
    'app shop/web': 2,
    'environment dev': 1,
    'cluster eu-1': 2,
    'cluster <&"': 3,
  });
});

const graphs = fc.array(fc.integer({ min: 10, max: 300 }), { minLength: 1, maxLength: 25 }).chain((widths) =>
  fc.record({
    boxes: fc.constant(widths.map((width, index): Box => ({ id: `${index}`, width }))),
    lines: fc.array(
      fc
        .tuple(fc.nat(widths.length - 1), fc.nat(widths.length - 1))
        .map(([from, to]): Line => ({ from: `${from}`, to: `${to}` })),
      { maxLength: 60 },
    ),
  }),
);

test('boxes never overlap, all is inside, and lines begin and end at their boxes, also in circles', () => {
  fc.assert(
    fc.property(graphs, ({ boxes, lines }) => {
      const { boxes: places, lines: ways, width, height } = layoutOf(boxes, lines);
      const all = boxes.map((one) => ({ ...one, ...places.get(one.id)! }));
      for (const [index, one] of all.entries()) {
        expect(one.x >= 0 && one.x + one.width <= width).toBe(true);
        expect(one.y >= 0 && one.y + SIZES.height <= height + 0.1).toBe(true);
        for (const other of all.slice(index + 1)) {
          const apart = [
            one.x + one.width < other.x || other.x + other.width < one.x,
            Math.abs(one.y - other.y) >= SIZES.height + SIZES.gap - 0.2,
          ];
          expect(apart).toContain(true);
        }
      }
      for (const [index, { from, to }] of lines.entries()) {
        for (const [id, point] of [[from, ways[index]![0]!] as const, [to, ways[index]!.at(-1)!] as const]) {
          const box = all.find((one) => one.id === id)!;
          expect([box.x, box.x + box.width]).toContain(point.x);
          expect(Math.abs(point.y - box.y - SIZES.height / 2)).toBeLessThan(0.2);
        }
      }
    }),
    { numRuns: 100 },
  );
});
