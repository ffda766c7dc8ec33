import { quote } from '../kubernetes/names';
import { isGiven, textIn } from './fields';
import { ObjectRule } from './rule';

const HELM = {
  controller: 'source-controller',
  kind: 'HelmRepository',
  file: 'internal/controller/helmrepository_controller.go',
} as const;

/** Rules that one HelmRepository decides. */
export const HELM_REPOSITORY_RULES: readonly ObjectRule[] = [
  {
    ...HELM,
    id: 'helm-repository-oci-type',
    severity: 'error',
    when: 'an `oci://` URL without `type: oci`',
    then: 'Stalled with URLInvalid',
    check: ({ type, url }) =>
      textIn(url)?.startsWith('oci://') && type !== 'oci'
        ? `url ${quote(url)} is a registry, and the type is not oci: set type to oci`
        : undefined,
  },
  {
    ...HELM,
    id: 'helm-repository-http-type',
    severity: 'error',
    file: 'internal/controller/helmchart_controller.go',
    when: '`type: oci` with an `https://` URL',
    then: 'each of its charts is Stalled',
    check: ({ type, url }) =>
      type === 'oci' && textIn(url) !== undefined && !String(url).startsWith('oci://')
        ? `url ${quote(url)} is no registry, and the type is oci: write oci://, or leave type out`
        : undefined,
  },
  {
    ...HELM,
    id: 'helm-repository-provider-unused',
    severity: 'warning',
    file: 'api/v1/helmrepository_types.go',
    when: '`provider` or `insecure` without `type: oci`',
    then: 'it is ignored',
    check: ({ type, provider, insecure }) => {
      const unused = [
        isGiven(provider) && provider !== 'generic' ? 'provider' : '',
        insecure === true ? 'insecure' : '',
      ];
      const names = unused.filter((name) => name !== '');
      return type !== 'oci' && names.length > 0
        ? `${names.join(' and ')} is ignored unless type is oci: leave it out`
        : undefined;
    },
  },
];
