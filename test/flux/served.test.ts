import { FluxManifest, FluxVersion } from '../../src/flux-entry';
import { DEFAULT_FLUX_VERSION, Finding, fluxKinds, fluxVersions, Validator } from '../../src/schema';
import { Sample, samples } from './all-samples';

const validators = new Map(fluxVersions.map((flux) => [flux, new Validator({ flux })]));

const LATEST = fluxVersions.at(-1) ?? DEFAULT_FLUX_VERSION;

/** Findings of the validator for an object with this manifest. */
function findings(manifest: FluxManifest, flux: FluxVersion): Finding[] {
  const metadata = { name: manifest.kind === 'FluxInstance' ? 'flux' : 'sample', namespace: 'infra' };
  return validators.get(flux)?.validate({ ...manifest, metadata }) ?? [];
}

/** Findings other than fields of a later release. */
function wrong(found: readonly Finding[]): Finding[] {
  return found.filter(({ id }) => id !== 'field-too-new');
}

test('every kind that users write has a construct', () => {
  const kinds = fluxKinds(LATEST).map(({ kind }) => kind);
  // Flux Operator writes its own reports.
  expect(samples.map(({ kind }) => kind).sort()).toEqual(kinds.filter((kind) => kind !== 'FluxReport').sort());
});

describe.each(samples.map((sample): [string, Sample] => [sample.kind, sample]))('%s', (kind, { least, most }) => {
  test('is valid for the latest Flux with all props', () => {
    expect(findings(most({ flux: LATEST }), LATEST)).toEqual([]);
    expect(findings(most(), LATEST).filter(({ id }) => id !== 'deprecated-version')).toEqual([]);
  });

  test('is valid for the default Flux with all props, apart from newer fields', () => {
    expect(wrong(findings(most({ flux: DEFAULT_FLUX_VERSION }), DEFAULT_FLUX_VERSION))).toEqual([]);
    expect(wrong(findings(most(), DEFAULT_FLUX_VERSION))).toEqual([]);
  });

  test.each(fluxVersions)('is valid for Flux %s with minimal props', (flux) => {
    const isThere = fluxKinds(flux).some((known) => known.kind === kind);
    expect(findings(least({ flux }), flux).map(({ id }) => id)).toEqual(isThere ? [] : ['kind-too-new']);
  });

  test('is valid for the default Flux without a version', () => {
    expect(findings(least(), DEFAULT_FLUX_VERSION)).toEqual([]);
  });

  test.each(fluxVersions)('writes the preferred API version of Flux %s', (flux) => {
    const best = fluxKinds(flux).find((known) => known.kind === kind);
    if (best) expect(least({ flux }).apiVersion).toBe(`${best.group}/${best.versions[0]}`);
  });
});
