import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Options } from '../core/options';
import { SOURCE_API_VERSION } from './api-versions';
import { FluxContext } from './context';
import { FluxManifest, fluxManifest, FluxObject, FluxObjectProps } from './flux-object';
import { OBJECT_REFERENCE, BASE } from './option-types';
import { ExternalArtifactSpec } from './spec';

/** Props of {@link ExternalArtifact}. */
export interface ExternalArtifactProps extends FluxObjectProps<ExternalArtifactSpec> {
  /**
   * The object that the artifact is built from; the artifact's controller reads it.
   *
   * @default - none
   */
  readonly sourceRef?:
    | ApiObject
    | {
        /** API version of the object. */
        readonly apiVersion: string;
        /** Its kind. */
        readonly kind: string;
        /** Its name. */
        readonly name: string;
        /** Its namespace. */
        readonly namespace?: string;
      };
}

/** Options of {@link ExternalArtifactProps}. */
const EXTERNAL_ARTIFACT = Options.of<ExternalArtifactProps>('an ExternalArtifact', {
  ...BASE,
  sourceRef: OBJECT_REFERENCE,
});

/**
 * An artifact built by a controller outside Flux, which publishes it in this object's status. Flux 2.7 and later. An
 * {@link ArtifactGenerator} creates its ExternalArtifacts itself: refer to those with
 * {@link ArtifactGenerator.artifact}.
 *
 * @example
 * const artifact = new ExternalArtifact(chart, 'rendered', {
 *   sourceRef: { apiVersion: 'example.com/v1', kind: 'Renderer', name: 'web' },
 * });
 * new Kustomization(chart, 'web', { sourceRef: artifact, path: './' });
 */
export class ExternalArtifact extends FluxObject<'ExternalArtifact'> {
  /** The manifest without metadata. */
  public static manifest(props: ExternalArtifactProps = {}, _context: FluxContext = {}): FluxManifest {
    EXTERNAL_ARTIFACT.demand(props);
    const { sourceRef } = props;
    return fluxManifest<ExternalArtifactSpec>(
      SOURCE_API_VERSION,
      'ExternalArtifact',
      {
        sourceRef: sourceRef && {
          apiVersion: sourceRef.apiVersion,
          kind: sourceRef.kind,
          name: sourceRef.name,
          namespace: sourceRef instanceof ApiObject ? sourceRef.metadata.namespace : sourceRef.namespace,
        },
      },
      props.specOverrides,
    );
  }

  constructor(scope: Construct, id: string, props: ExternalArtifactProps = {}) {
    super(scope, id, (context) => ExternalArtifact.manifest(props, context), props.metadata);
  }
}
