import { FluxManifest, FluxVersion } from '../../src/flux';
import { Finding, fluxKinds, fluxVersions, Validator } from '../../src/schema';
import { Sample, samples } from './all-samples';

const validators = new Map(fluxVersions.map((flux) => [flux, new Validator({ flux })]));

/** What the API server and Flux would say of an object with this manifest. */
function findings(manifest: FluxManifest, flux: FluxVersion = '2.9'): Finding[] {
  const metadata = { name: manifest.kind === 'FluxInstance' ? 'flux' : 'sample', namespace: 'infra' };
  return validators.get(flux)?.validate({ ...manifest, metadata }) ?? [];
}

test('there is a construct for every kind that people write', () => {
  const kinds = fluxKinds('2.9').map(({ kind }) => kind);
  // Flux Operator writes its reports itself.
  expect(samples.map(({ kind }) => kind).sort()).toEqual(kinds.filter((kind) => kind !== 'FluxReport').sort());
});

describe.each(samples.map((sample): [string, Sample] => [sample.kind, sample]))('%s', (kind, { least, most }) => {
  test('with all its props is what Flux 2.9 takes', () => {
    expect(findings(most())).toEqual([]);
    expect(findings(most({ flux: '2.9' }))).toEqual([]);
  });

  test.each(fluxVersions)('with the least is what Flux %s takes', (flux) => {
    const isThere = fluxKinds(flux).some((known) => known.kind === kind);
    expect(findings(least({ flux }), flux).map(({ id }) => id)).toEqual(isThere ? [] : ['kind-too-new']);
  });

  test('without a version writes what Flux 2.9 takes', () => {
    expect(findings(least())).toEqual([]);
  });

  test('writes the API version that is best in Flux 2.9', () => {
    const best = fluxKinds('2.9').find((known) => known.kind === kind);
    expect(least().apiVersion).toBe(`${best?.group}/${best?.versions[0]}`);
  });
});
