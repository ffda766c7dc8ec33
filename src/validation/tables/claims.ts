import {
  a,
  choice,
  each,
  field,
  isOr,
  relation,
  required,
  Shape,
  since,
  strictChoice,
  text,
  when,
} from '../checks/rule';
import { accessModes, claimSource, claimStorage } from '../relations/storage';
import { LABEL_SELECTOR } from './meta';

const CORE = 'core/validation';

/** Ways in which a volume can be mounted. */
export const ACCESS_MODES = [
  required,
  each(strictChoice('ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOncePod')),
  relation(accessModes),
];

const DATA_SOURCE = (): Shape => ({
  source: `${CORE}#validateDataSource`,
  fields: { name: required, kind: required, apiGroup: text('dnsSubdomain'), namespace: text('dnsLabel') },
  rules: [when(isOr('apiGroup', '', ''), field('kind', choice('PersistentVolumeClaim')))],
});

/** The spec of a PersistentVolumeClaim, or of a template that makes one. */
export const CLAIM_SPEC = (): Shape => ({
  source: `${CORE}#ValidatePersistentVolumeClaimSpec`,
  fields: {
    accessModes: ACCESS_MODES,
    selector: a(LABEL_SELECTOR),
    storageClassName: text('dnsSubdomain'),
    volumeMode: strictChoice('Block', 'Filesystem'),
    dataSource: a(DATA_SOURCE),
    dataSourceRef: a(DATA_SOURCE),
    volumeAttributesClassName: since(34, text('dnsSubdomain')),
  },
  rules: [relation(claimStorage), relation(claimSource)],
});
