import type { ResolvedComponent } from '../component';

const CRD = 'canaries.flagger.app';

/** Whether a component seems to bring Flagger: by its name, its chart, its folder or the CRD among its objects. */
export function bringsFlagger({ name, release, folder, objects = [] }: ResolvedComponent): boolean {
  const texts = [name, JSON.stringify(release?.chart ?? ''), JSON.stringify(folder ?? '')];
  return (
    texts.some((text) => text.includes('flagger')) ||
    objects.some(({ kind, metadata }) => kind === 'CustomResourceDefinition' && metadata.name === CRD)
  );
}
