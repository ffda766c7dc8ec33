import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { quote } from '../kubernetes/names';
import { imageApiVersion } from './api-versions';
import { FluxContext } from './context';
import { defaultsOf, ImageUpdateAutomationDefaults } from './defaults';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse, SuspendableProps } from './flux-object';
import { GitReference, GitRepository } from './git-repository';
import { LabelSelection, localReference, namedReference } from './references';
import { checkSourcePath } from './rules';
import { ImageUpdateAutomationSpec } from './spec';

/** Props of {@link ImageUpdateAutomation}. */
export interface ImageUpdateAutomationProps
  extends SuspendableProps<ImageUpdateAutomationSpec>, ImageUpdateAutomationDefaults {
  /** The repository that is updated, by object or name. Its Secret must let Flux push. */
  readonly sourceRef: GitRepository | { readonly name: string; readonly namespace?: string };

  /** Who the commits are by. */
  readonly author: {
    /** Address. */
    readonly email: string;
    /** Name. */
    readonly name?: string;
  };

  /**
   * What is updated.
   *
   * @default - what the source takes
   */
  readonly checkout?: GitReference;

  /**
   * Where commits go. One automation alone may push to a branch: several race.
   *
   * @default - the branch that was checked out
   */
  readonly push?: {
    /** Branch, which is made if it is not there. */
    readonly branch?: string;
    /** Refspec, such as `refs/heads/main:refs/heads/auto`, in addition to the branch. Never a forced one. */
    readonly refspec?: string;
    /** Options of the push, as the Git service has them. */
    readonly options?: Readonly<Record<string, string>>;
  };

  /**
   * Template of the commit message, in the notation of Go.
   *
   * @default - `Update from image update automation`
   */
  readonly messageTemplate?: string;

  /**
   * Values for the template.
   *
   * @default - none
   */
  readonly messageTemplateValues?: Readonly<Record<string, string>>;

  /**
   * Key that commits are signed with.
   *
   * @default - not signed
   */
  readonly signingKey?: {
    /** Secret with the key: `git.asc` and `passphrase`. */
    readonly secretRef: LocalObjectReference;
    /** Kind of key. Flux 2.9 and later. */
    readonly type?: 'gpg' | 'ssh';
  };

  /**
   * How long the automation waits after a policy has chosen another image, so that images that come within that time
   * go into one commit. Flux 2.10 and later.
   *
   * @default - it does not wait
   */
  readonly policyChangeDelay?: Duration;

  /**
   * Policies that are followed.
   *
   * @default - all of the namespace
   */
  readonly policySelector?: LabelSelection;

  /**
   * Folder that is updated, beginning with `./`.
   *
   * @default - the whole repository
   */
  readonly path?: string;
}

/**
 * Commits what {@link ImagePolicy} objects choose, wherever a file has a marker for it.
 *
 * @example
 * const repository = new GitRepository(chart, 'apps', {
 *   url: 'ssh://git@github.com/acme/apps',
 *   ref: { branch: 'main' },
 *   secretRef: { name: 'deploy-key' },
 * });
 * new ImageUpdateAutomation(chart, 'images', {
 *   sourceRef: repository,
 *   author: { name: 'flux', email: 'flux@acme.example' },
 *   push: { branch: 'image-updates' },
 *   path: './apps',
 * });
 */
export class ImageUpdateAutomation extends FluxObject<'ImageUpdateAutomation'> {
  /**
   * The manifest, without its metadata.
   *
   * @throws Error when a path, a refspec or a duration is not one that Flux takes
   */
  public static manifest(props: ImageUpdateAutomationProps, context: FluxContext = {}): FluxManifest {
    const defaults = defaultsOf('imageUpdateAutomation', context.defaults);
    const { checkout, signingKey, path } = props;
    const manifest = fluxManifest<ImageUpdateAutomationSpec>(
      imageApiVersion(context.flux),
      'ImageUpdateAutomation',
      {
        interval: props.interval ?? defaults.interval,
        sourceRef: { kind: 'GitRepository', ...namedReference('sourceRef', 'GitRepository', props.sourceRef) },
        git: {
          checkout: checkout && { ref: checkout },
          commit: {
            author: props.author,
            messageTemplate: props.messageTemplate,
            messageTemplateValues: props.messageTemplateValues,
            signingKey: signingKey && {
              type: signingKey.type,
              secretRef: localReference('signingKey.secretRef', signingKey.secretRef, context),
            },
          },
          push: props.push,
        },
        policyChangeDelay: props.policyChangeDelay,
        policySelector: props.policySelector,
        update: path === undefined ? undefined : { strategy: 'Setters', path },
        suspend: props.suspend,
      },
      props.specOverrides,
    );
    const { git, update } = manifest.spec;
    refuse(
      update?.path === undefined ? undefined : checkSourcePath('path', update.path),
      git?.commit.author.email === '' ? 'author.email "" is not an address: give one, Git needs it' : undefined,
      checkRefspec(git?.push?.refspec),
    );
    return manifest;
  }

  constructor(scope: Construct, id: string, props: ImageUpdateAutomationProps) {
    super(scope, id, (context) => ImageUpdateAutomation.manifest(props, context), props.metadata);
  }
}

/** A forced push overwrites what others have pushed, and a refspec without a source deletes a branch. */
function checkRefspec(refspec: string | undefined): string | undefined {
  return refspec !== undefined && /^[+:]/.test(refspec)
    ? `push.refspec ${quote(refspec)} would overwrite or delete: write it as "refs/heads/main:refs/heads/auto"`
    : undefined;
}
