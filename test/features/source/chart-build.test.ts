import { Duration } from 'cdk8s';
import { Cluster, Component, HelmChart } from '../../../src';
import { newFleet, objectsIn } from '../../support/fleets';

/** The chart of the HelmRelease of a component. */
function chartOf(...charts: HelmChart[]): unknown[] {
  const fleet = newFleet();
  new Cluster(fleet, 'eu-1');
  charts.forEach((chart, index) => new Component(fleet, `c${index}`, { chart }));
  const { tree } = fleet.synthesize();
  return charts.map((_, index) => {
    const objects = objectsIn(tree, `clusters/eu-1/infrastructure/c${index}/c${index}.yaml`);
    return (objects.find(({ kind }) => kind === 'HelmRelease')!.spec as { chart: { spec: unknown } }).chart.spec;
  });
}

const url = 'https://charts.example.com';

test('how Flux makes a chart is in the release, and the repository is still one for several', () => {
  const [first, second] = chartOf(
    HelmChart.repository({
      url,
      chart: 'a',
      version: '1.x',
      interval: Duration.hours(12),
      valuesFiles: ['values-eu.yaml'],
    }),
    HelmChart.repository({ url, chart: 'b', version: '1.x' }),
  );
  expect(first).toMatchObject({ chart: 'a', interval: '12h', valuesFiles: ['values-eu.yaml'] });
  expect((first as { sourceRef: unknown }).sourceRef).toEqual((second as { sourceRef: unknown }).sourceRef);
  const [git] = chartOf(
    HelmChart.git({
      ...{ url: 'https://git.example.com/charts', branch: 'main', path: './web' },
      ...{ reconcileStrategy: 'Revision', valuesFiles: ['./web/eu.yaml'], ignoreMissingValuesFiles: true },
    }),
  );
  expect(git).toMatchObject({
    ...{
      chart: './web',
      reconcileStrategy: 'Revision',
      valuesFiles: ['./web/eu.yaml'],
      ignoreMissingValuesFiles: true,
    },
  });
});

test('intervals that are too short and files that may be missing but are not named are refused', () => {
  const props = { url, chart: 'a', version: '1.x' };
  expect(HelmChart.repository({ ...props, interval: Duration.seconds(5) }).problems.join()).toMatch(/^interval /);
  expect(HelmChart.repository({ ...props, ignoreMissingValuesFiles: true }).problems).toEqual([
    'ignoreMissingValuesFiles is given without valuesFiles: give them, or leave it out',
  ]);
});
