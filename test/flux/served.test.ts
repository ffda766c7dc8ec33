import { FluxManifest, FluxVersion } from '../../src/flux';
import { DEFAULT_FLUX_VERSION, Finding, fluxKinds, fluxVersions, Validator } from '../../src/schema';
import { Sample, samples } from './all-samples';

const validators = new Map(fluxVersions.map((flux) => [flux, new Validator({ flux })]));

const LATEST = fluxVersions.at(-1) ?? DEFAULT_FLUX_VERSION;

/** What the API server and Flux would say of an object with this manifest. */
function findings(manifest: FluxManifest, flux: FluxVersion): Finding[] {
  const metadata = { name: manifest.kind === 'FluxInstance' ? 'flux' : 'sample', namespace: 'infra' };
  return validators.get(flux)?.validate({ ...manifest, metadata }) ?? [];
}

/** What is wrong beside fields that came later. */
function wrong(found: readonly Finding[]): Finding[] {
  return found.filter(({ id }) => id !== 'field-too-new');
}

test('there is a construct for every kind that people write', () => {
  const kinds = fluxKinds(LATEST).map(({ kind }) => kind);
  // Flux Operator writes its reports itself.
  expect(samples.map(({ kind }) => kind).sort()).toEqual(kinds.filter((kind) => kind !== 'FluxReport').sort());
});

describe.each(samples.map((sample): [string, Sample] => [sample.kind, sample]))('%s', (kind, { least, most }) => {
  test('with all its props is what the latest Flux takes', () => {
    expect(findings(most({ flux: LATEST }), LATEST)).toEqual([]);
    expect(findings(most(), LATEST).filter(({ id }) => id !== 'deprecated-version')).toEqual([]);
  });

  test('with all its props is what the default Flux takes, but for fields that came later', () => {
    expect(wrong(findings(most({ flux: DEFAULT_FLUX_VERSION }), DEFAULT_FLUX_VERSION))).toEqual([]);
    expect(wrong(findings(most(), DEFAULT_FLUX_VERSION))).toEqual([]);
  });

  test.each(fluxVersions)('with the least is what Flux %s takes', (flux) => {
    const isThere = fluxKinds(flux).some((known) => known.kind === kind);
    expect(findings(least({ flux }), flux).map(({ id }) => id)).toEqual(isThere ? [] : ['kind-too-new']);
  });

  test('without a version writes what the default Flux takes', () => {
    expect(findings(least(), DEFAULT_FLUX_VERSION)).toEqual([]);
  });

  test.each(fluxVersions)('writes the API version that is best in Flux %s', (flux) => {
    const best = fluxKinds(flux).find((known) => known.kind === kind);
    if (best) expect(least({ flux }).apiVersion).toBe(`${best.group}/${best.versions[0]}`);
  });
});
