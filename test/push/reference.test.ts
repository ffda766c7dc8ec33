import { apiUrl, atRegistry, repositoryAddress } from '../../src/push/reference';

test.each([
  ['oci://ghcr.io/acme/fleet/', { registry: 'ghcr.io', name: 'acme/fleet' }],
  ['oci://localhost:5000/fleet', { registry: 'localhost:5000', name: 'fleet' }],
  ['oci://docker.io/acme/fleet', { registry: 'index.docker.io', name: 'acme/fleet' }],
  ['oci://docker.io/fleet', { registry: 'index.docker.io', name: 'library/fleet' }],
])('%s', (url, expected) => {
  expect(repositoryAddress(url)).toEqual(expected);
});

test('TLS is spoken everywhere but on loopback, and where a source says so', () => {
  const urls = ['ghcr.io', 'localhost:5000', '127.0.0.1', '[::1]:5000', '127.0.0.1.example.com', 'index.docker.io'].map(
    (registry) => apiUrl({ registry }, false),
  );
  expect(urls).toEqual([
    'https://ghcr.io',
    'http://localhost:5000',
    'http://127.0.0.1',
    'http://[::1]:5000',
    'https://127.0.0.1.example.com',
    'https://registry-1.docker.io',
  ]);
  expect(apiUrl({ registry: 'registry.lan' }, true)).toBe('http://registry.lan');
});

test('another registry takes the place of the host', () => {
  const url = 'oci://ghcr.io/acme/fleet';
  expect(atRegistry(url, 'oci://localhost:5000')).toBe('oci://localhost:5000/acme/fleet');
  expect(atRegistry(url, 'oci://mirror.example.com/copies/')).toBe('oci://mirror.example.com/copies/acme/fleet');
});
