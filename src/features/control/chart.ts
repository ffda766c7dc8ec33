import { defined } from '../../core/defined';
import { FluxContext } from '../../flux/context';
import { HelmRepository } from '../../flux/helm-repository';
import { HELM_CHART_LAYER, OCIRepository } from '../../flux/oci-repository';
import { KubernetesObject } from '../../kubernetes/objects';
import { ChartBuildSpec, ChartSpec, OCIChartSpec, RepositoryChartSpec } from '../source';
import { durationOf, registryFields, signatureOf, signedMark, sourceObject } from './source-object';

/** Pattern of an exact version; anything else is a range such as `18.x` or `>=1.2`. */
const EXACT_VERSION = /^v?\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/** The source object of a chart; undefined for one that is inline. */
export function chartSource(
  spec: ChartSpec,
  metadata: { readonly name: string; readonly namespace: string },
  flux: FluxContext,
): KubernetesObject | undefined {
  switch (spec.from) {
    case 'repository':
      return { ...repositoryManifest(spec, flux), metadata };
    case 'oci':
      return spec.inline
        ? undefined
        : { ...OCIRepository.manifest(artifactFields(spec), flux), metadata: { ...metadata, ...signedMark(spec) } };
    case 'git':
      return sourceObject(spec.source, metadata.name, metadata.namespace, flux);
  }
}

/**
 * The fields of a HelmRelease that refer to its chart.
 *
 * @param name name of the source object
 */
export function chartFields(spec: ChartSpec, name: string) {
  switch (spec.from) {
    case 'repository':
      return { chart: repositoryChart(spec, name) };
    case 'oci':
      return spec.inline
        ? { chart: { kind: 'OCIRepository' as const, ...artifactFields(spec) } }
        : { chartRef: { kind: 'OCIRepository' as const, name } };
    case 'git':
      return {
        chart: { chart: spec.path, sourceRef: { kind: 'GitRepository', name } as const, ...buildFields(spec.build) },
      };
  }
}

function repositoryManifest(spec: RepositoryChartSpec, flux: FluxContext) {
  const { url, secretName, certSecretName, provider, passCredentials, insecure, timeout } = spec;
  const secrets = {
    secretRef: secretName === undefined ? undefined : { name: secretName },
    certSecretRef: certSecretName === undefined ? undefined : { name: certSecretName },
  };
  return HelmRepository.manifest(
    {
      url,
      ...defined({
        ...secrets,
        provider,
        passCredentials,
        insecure,
        timeout: durationOf(timeout),
      }),
    },
    flux,
  );
}

function repositoryChart({ chart, version, verify, build }: RepositoryChartSpec, name: string) {
  const sourceRef = { kind: 'HelmRepository', name } as const;
  return { chart, version, sourceRef, ...buildFields(build), ...defined({ verify: verify && signatureOf(verify) }) };
}

/** How Flux makes the chart. */
function buildFields({ interval, ...more }: ChartBuildSpec = {}) {
  return { ...more, ...defined({ interval: durationOf(interval) }) };
}

/** The fields of an OCIRepository, by itself or inline. */
function artifactFields(spec: OCIChartSpec) {
  const { url, version } = spec;
  // Registries write a version's "+" as "_", because tags cannot contain a plus sign.
  const ref = EXACT_VERSION.test(version) ? { tag: version.replace('+', '_') } : { semver: version };
  return { url, ref, layerSelector: HELM_CHART_LAYER, ...registryFields(spec) };
}
