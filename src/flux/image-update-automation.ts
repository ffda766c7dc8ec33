import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { mapOf, object, oneOf, Options, required, text } from '../core/options';
import { quote } from '../kubernetes/names';
import { imageApiVersion } from './api-versions';
import { FluxContext } from './context';
import { defaultsOf, ImageUpdateAutomationDefaults } from './defaults';
import { FluxManifest, fluxManifest, FluxObject, LocalObjectReference, refuse, SuspendableProps } from './flux-object';
import { GitReference, GitRepository, GIT_REFERENCE } from './git-repository';
import { DURATION, LOCAL_REFERENCE, NAMED_REFERENCE, SUSPENDABLE } from './option-types';
import { checkRefName } from './ref-names';
import { LabelSelection, localReference, namedReference, LABEL_SELECTION } from './references';
import { checkSourcePath } from './rules';
import { gitRefProblems } from './source-rules';
import { ImageUpdateAutomationSpec } from './spec';

/** Props of {@link ImageUpdateAutomation}. */
export interface ImageUpdateAutomationProps
  extends SuspendableProps<ImageUpdateAutomationSpec>, ImageUpdateAutomationDefaults {
  /** The repository to update, by object or name. Its Secret must allow Flux to push. */
  readonly sourceRef: GitRepository | { readonly name: string; readonly namespace?: string };

  /** Author of the commits. */
  readonly author: {
    /** Email address. */
    readonly email: string;
    /** Name. */
    readonly name?: string;
  };

  /**
   * Revision to check out.
   *
   * @default - the revision of the source
   */
  readonly checkout?: GitReference;

  /**
   * Destination of the commits. Only one automation may push to a branch: several would race.
   *
   * @default - the branch that was checked out
   */
  readonly push?: {
    /** Branch, created if it does not exist. */
    readonly branch?: string;
    /** Refspec to push in addition to the branch, such as `refs/heads/main:refs/heads/auto`. Never a force push. */
    readonly refspec?: string;
    /** Push options, in the Git service's names. */
    readonly options?: Readonly<Record<string, string>>;
  };

  /**
   * Commit message, as a Go template.
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
   * Delay after a policy selects another image, so that all images selected within that time go into one commit. Flux
   * 2.10 and later.
   *
   * @default - no delay
   */
  readonly policyChangeDelay?: Duration;

  /**
   * Policies to apply.
   *
   * @default - every policy in the namespace
   */
  readonly policySelector?: LabelSelection;

  /**
   * Folder to update, beginning with `./`.
   *
   * @default - the whole repository
   */
  readonly path?: string;
}

/** Options of {@link ImageUpdateAutomationProps}. */
const IMAGE_UPDATE_AUTOMATION = Options.of<ImageUpdateAutomationProps>('an ImageUpdateAutomation', {
  ...SUSPENDABLE,
  sourceRef: required(NAMED_REFERENCE),
  author: required(object({ email: required(text), name: text })),
  checkout: GIT_REFERENCE,
  push: object({ branch: text, refspec: text, options: mapOf(text) }),
  messageTemplate: text,
  messageTemplateValues: mapOf(text),
  signingKey: object({ secretRef: required(LOCAL_REFERENCE), type: oneOf('gpg', 'ssh') }),
  policyChangeDelay: DURATION,
  policySelector: LABEL_SELECTION,
  path: text,
  interval: DURATION,
});

/**
 * Commits the images that {@link ImagePolicy} objects select to every file with a marker for them.
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
   * The manifest without metadata.
   *
   * @throws Error for an unknown option, when a path, a refspec or a duration is invalid
   */
  public static manifest(props: ImageUpdateAutomationProps, context: FluxContext = {}): FluxManifest {
    IMAGE_UPDATE_AUTOMATION.demand(props);
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
      ...gitRefProblems(git?.checkout?.ref ?? {}, 'checkout'),
      git?.push?.branch === undefined ? undefined : checkRefName('branch', git.push.branch),
    );
    return manifest;
  }

  constructor(scope: Construct, id: string, props: ImageUpdateAutomationProps) {
    super(scope, id, (context) => ImageUpdateAutomation.manifest(props, context), props.metadata);
  }
}

/** A force push would overwrite other commits, and a refspec without a source would delete a branch. */
function checkRefspec(refspec: string | undefined): string | undefined {
  return refspec !== undefined && /^[+:]/.test(refspec)
    ? `push.refspec ${quote(refspec)} would overwrite or delete: write it as "refs/heads/main:refs/heads/auto"`
    : undefined;
}
