import { flag, number, object, oneOf } from '../../core/options';
import type {
  ChartSourceDefaults,
  FluxDefaults,
  HelmReleaseDefaults,
  ImageRepositoryDefaults,
  ImageUpdateAutomationDefaults,
  KustomizationDefaults,
  SourceDefaults,
} from '../defaults';
import { CRDS, DURATION } from './common';

const SOURCE = object<SourceDefaults>({ interval: DURATION, timeout: DURATION });

const CHART_SOURCE = object<ChartSourceDefaults>({ interval: DURATION });

/** Options of {@link FluxDefaults}. */
export const FLUX_DEFAULTS = object<FluxDefaults>({
  gitRepository: SOURCE,
  ociRepository: SOURCE,
  bucket: SOURCE,
  helmRepository: CHART_SOURCE,
  helmChart: CHART_SOURCE,
  kustomization: object<KustomizationDefaults>({
    interval: DURATION,
    retryInterval: DURATION,
    timeout: DURATION,
    prune: flag,
    wait: flag,
  }),
  helmRelease: object<HelmReleaseDefaults>({
    interval: DURATION,
    timeout: DURATION,
    strategy: oneOf('RetryOnFailure', 'RemediateOnFailure'),
    retryInterval: DURATION,
    retries: number({ least: 0, whole: true }),
    driftDetection: oneOf('enabled', 'warn', 'disabled'),
    crds: CRDS,
  }),
  imageRepository: object<ImageRepositoryDefaults>({ interval: DURATION, timeout: DURATION }),
  imageUpdateAutomation: object<ImageUpdateAutomationDefaults>({ interval: DURATION }),
});
