import { createHash } from 'node:crypto';
import type { Chart } from 'cdk8s';
import { defined } from '../../core/defined';
import { byName, compare } from '../../core/order';
import { GitRepository } from '../../flux/git-repository';
import { ImagePolicy } from '../../flux/image-policy';
import { ImageRepository } from '../../flux/image-repository';
import { ImageUpdateAutomation } from '../../flux/image-update-automation';
import { normalPolicy } from '../../flux/select-tag';
import { DNS_SUBDOMAIN_MAX } from '../../kubernetes/names';
import type { DeclaredAutomation, DeclaredUpdate, ImageRegistry } from './declared';
import type { ImageAutomationProps } from './props';

const MESSAGE = `Update images

{{ range .Changed.Changes }}{{ .OldValue }} -> {{ .NewValue }}
{{ end }}`;

/**
 * The objects of an automation: its repository, an ImageRepository per image, an ImagePolicy per update, and the one
 * ImageUpdateAutomation. It selects the policies of its own namespace.
 */
export function automationObjects(
  chart: Chart,
  automation: DeclaredAutomation,
  given: ImageAutomationProps,
  registry: ImageRegistry,
): void {
  const { name, url, branch, pushBranch, path } = automation;
  new GitRepository(chart, 'repository', {
    metadata: { name },
    url,
    ref: { branch },
    secretRef: { name: given.secretName },
  });
  // Two of one name are reported, and would end the program here.
  const updates = byName([...new Map(updatesOf(automation, registry).map((one) => [one.name, one])).values()]);
  const repositories = new Map(updates.map((update) => [repositoryName(update.image), update]));
  for (const [repository, update] of [...repositories].sort(([a], [b]) => compare(a, b))) {
    const { image, secretName, provider, interval } = update;
    new ImageRepository(chart, `repository-${repository}`, {
      metadata: { name: repository },
      image,
      ...defined({ provider, interval, secretRef: secretName === undefined ? undefined : { name: secretName } }),
    });
  }
  for (const update of updates) {
    const { policy, filterTags, digestReflectionPolicy } = update;
    const { choice, filter } = normalPolicy(policy, filterTags);
    new ImagePolicy(chart, `policy-${update.name}`, {
      metadata: { name: update.name },
      imageRepositoryRef: { name: repositoryName(update.image) },
      [choice.by]: choice.value,
      ...defined({ filterTags: filter, digestReflectionPolicy }),
    });
  }
  new ImageUpdateAutomation(chart, 'automation', {
    metadata: { name },
    sourceRef: { name },
    author: given.author,
    checkout: { branch },
    push: { branch: pushBranch, ...defined({ options: given.pushOptions }) },
    messageTemplate: given.messageTemplate ?? MESSAGE,
    path,
    ...defined({ interval: given.interval }),
  });
}

/** The updates that an automation writes. */
export function updatesOf(automation: DeclaredAutomation, { updates, automations }: ImageRegistry): DeclaredUpdate[] {
  return updates.filter(
    (update) => (update.automation ?? (automations.length === 1 ? automations[0] : undefined)) === automation,
  );
}

/** Name of the ImageRepository of an image, which depends on the image alone. */
export function repositoryName(image: string): string {
  const slug = image
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  // Different images may have one slug.
  const hash = createHash('sha256').update(image).digest('hex').slice(0, 8);
  return `${slug.slice(0, DNS_SUBDOMAIN_MAX - 9)}-${hash}`;
}
