import { quote } from '../kubernetes/names';
import { Fields, textIn } from './fields';
import { ObjectRule } from './rule';

const BUCKET = { controller: 'source-controller', kind: 'Bucket', severity: 'error' } as const;

const isAzure = ({ provider }: Fields) => provider === 'azure';

/** Rules that one Bucket decides. */
export const BUCKET_RULES: readonly ObjectRule[] = [
  {
    ...BUCKET,
    id: 'bucket-endpoint-url',
    file: 'internal/bucket/minio/minio.go',
    when: '`endpoint` has a scheme or a path, with another provider than `azure`',
    then: 'AuthenticationFailed: the client takes a host, and a port',
    check: (spec) => {
      const endpoint = textIn(spec['endpoint']);
      const isUrl = endpoint !== undefined && /:\/\/|\/./.test(endpoint);
      return isUrl && !isAzure(spec) && spec['provider'] !== 'gcp'
        ? `endpoint ${quote(endpoint)} is more than a host: write ${quote(endpoint.replace(/^\w+:\/\//, '').replace(/\/.*$/, ''))}`
        : undefined;
    },
  },
  {
    ...BUCKET,
    id: 'bucket-endpoint-host',
    file: 'internal/bucket/azure/blob.go',
    when: '`endpoint` has no scheme, with the provider `azure`',
    then: 'AuthenticationFailed: the client takes a URL',
    check: (spec) => {
      const endpoint = textIn(spec['endpoint']);
      return endpoint !== undefined && isAzure(spec) && !endpoint.includes('://')
        ? `endpoint ${quote(endpoint)} is no URL, which azure takes: write ${quote(`https://${endpoint}`)}`
        : undefined;
    },
  },
];
