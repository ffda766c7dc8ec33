import { ManifestIndex } from '../tree/manifest-index';
import { listAt, mapAt, textAt } from '../tree/parse-manifests';
import { Build } from './build';

const CONTROLLER = 'kustomize-controller';

/** Its minor release is that of Flux, and its major release one behind. */
const IMAGE = /kustomize-controller:v?(\d+)\.(\d+)/;

const GATE = /StrictPostBuildSubstitutions=(true|false)/;

/**
 * The release of Flux that a cluster runs, such as `2.8`, as the manifests of its root tell: the Deployment of
 * kustomize-controller, or the version of a FluxInstance. The feature gate for strict substitution counts as the release
 * in which it is the default.
 *
 * @returns undefined where no manifest tells, or only a range of releases
 */
export function fluxRelease(build: Build, index: ManifestIndex): string | undefined {
  for (const { content } of build.files) {
    const text = index.text(content);
    if (!text.includes(CONTROLLER) && !text.includes('FluxInstance')) continue;
    const parsed = index.objects(content);
    for (const header of parsed.error === undefined ? parsed.value : []) {
      const isController = header.kind === 'Deployment' && header.name === CONTROLLER;
      if (!isController && header.kind !== 'FluxInstance') continue;
      const body = index.body(header);
      const found = isController
        ? ofController(listAt(body, 'spec', 'template', 'spec', 'containers'))
        : /^v?(\d+\.\d+)(?:\.\S+)?$/.exec(textAt(mapAt(body, 'spec', 'distribution'), 'version') ?? '')?.[1];
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function ofController(containers: readonly unknown[]): string | undefined {
  for (const container of containers) {
    const gate = GATE.exec(JSON.stringify(listAt(container, 'args')))?.[1];
    if (gate !== undefined) return gate === 'true' ? '2.9' : '2.8';
    const [, major, minor] = IMAGE.exec(textAt(container, 'image') ?? '') ?? [];
    if (major !== undefined) return `${Number(major) + 1}.${minor}`;
  }
  return undefined;
}
