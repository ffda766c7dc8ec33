import * as fs from 'node:fs';
import { credentialsFor } from '../../src/push/credentials';
import { repositoryAddress } from '../../src/push/reference';
import { Folder } from '../support/folder';

let folder: Folder;

beforeEach(() => {
  folder = new Folder();
});

afterEach(() => folder.delete());

const base64 = (text: string) => Buffer.from(text).toString('base64');

function found(config: object, url = 'oci://ghcr.io/acme/fleet/eu-1') {
  folder.write('config.json', JSON.stringify(config));
  return credentialsFor(repositoryAddress(url), { DOCKER_CONFIG: folder.path, PATH: folder.path });
}

test.each([
  ['the host', { 'ghcr.io': { auth: base64('flux:a:b') } }, { username: 'flux', password: 'a:b' }],
  ['a URL', { 'https://ghcr.io/v1/': { auth: base64('flux:secret') } }, { username: 'flux', password: 'secret' }],
  ['padding', { 'ghcr.io': { auth: base64('flux:secret\0\0') } }, { username: 'flux', password: 'secret' }],
  ['fields of their own', { 'ghcr.io': { username: 'flux', password: 'x' } }, { username: 'flux', password: 'x' }],
  ['a user alone', { 'ghcr.io': { username: 'flux' } }, { username: 'flux', password: '' }],
  [
    'the closest path',
    { 'ghcr.io': { auth: base64('all:x') }, 'ghcr.io/acme': { auth: base64('acme:y') } },
    { username: 'acme', password: 'y' },
  ],
  ['an identity token', { 'ghcr.io': { identitytoken: 'idt' } }, { identityToken: 'idt' }],
  ['both', { 'ghcr.io': { auth: base64('u:'), identitytoken: 'idt' } }, { username: 'u', identityToken: 'idt' }],
  ['a token', { 'ghcr.io': { registrytoken: 'rt' } }, { registryToken: 'rt' }],
  ['an empty section', { 'ghcr.io': {} }, undefined],
  ['a section without a user', { 'ghcr.io': { auth: base64('nothing') } }, undefined],
  ['another host', { 'quay.io': { auth: base64('flux:x') } }, undefined],
])('credentials by %s', (_, auths, expected) => {
  expect(found({ auths })).toEqual(expected);
});

test('Docker Hub is known by the name that docker login gives it', () => {
  const auths = { 'https://index.docker.io/v1/': { auth: base64('flux:hub') } };
  expect(found({ auths }, 'oci://docker.io/acme/fleet')).toEqual({ username: 'flux', password: 'hub' });
});

test.each([
  ['user and password', 'flux:a:b', { username: 'flux', password: 'a:b' }],
  ['a token', 'token', { registryToken: 'token' }],
])('the environment wins: %s', (_, given, expected) => {
  folder.write('config.json', JSON.stringify({ auths: { 'ghcr.io': { auth: base64('x:y') } } }));
  const environment = { DOCKER_CONFIG: folder.path, FLUX_FLEET_CREDS: given };
  expect(credentialsFor(repositoryAddress('oci://ghcr.io/acme'), environment)).toEqual(expected);
});

test('the files of podman are read where Docker has nothing', () => {
  const address = repositoryAddress('oci://ghcr.io/acme');
  const auths = (user: string) => JSON.stringify({ auths: { 'ghcr.io': { auth: base64(`${user}:x`) } } });
  folder.write('containers/auth.json', auths('runtime'));
  const environment = { HOME: folder.path, FLUX_FLEET_CREDS: '', XDG_RUNTIME_DIR: folder.path };
  expect(credentialsFor(address, environment)).toEqual({ username: 'runtime', password: 'x' });
  folder.write('auth.json', auths('file'));
  const own = { ...environment, REGISTRY_AUTH_FILE: folder.at('auth.json') };
  expect(credentialsFor(address, own)).toEqual({ username: 'file', password: 'x' });
  folder.write('.docker/config.json', auths('docker'));
  expect(credentialsFor(address, own)).toEqual({ username: 'docker', password: 'x' });
});

function helper(name: string, script: string): void {
  folder.write(`docker-credential-${name}`, `#!/bin/sh\n${script}\n`);
  fs.chmodSync(folder.at(`docker-credential-${name}`), 0o755);
}

test('a helper is asked for the host', () => {
  helper('vault', `read host; echo "{\\"Username\\":\\"$1-$host\\",\\"Secret\\":\\"s\\"}"`);
  expect(found({ credsStore: 'vault' })).toEqual({ username: 'get-ghcr.io', password: 's' });
  expect(found({ credHelpers: { 'ghcr.io': 'vault' } })).toEqual({ username: 'get-ghcr.io', password: 's' });
  helper('idt', 'echo \'{"Username":"<token>","Secret":"idt"}\'');
  expect(found({ credHelpers: { 'ghcr.io': 'idt' }, credsStore: 'vault' })).toEqual({ identityToken: 'idt' });
});

test('a helper that has nothing leaves it to the file', () => {
  helper('none', 'echo credentials not found in native keychain; exit 1');
  helper('empty', 'echo \'{"Username":"","Secret":""}\'');
  const auths = { 'ghcr.io': { auth: base64('flux:x') } };
  expect(found({ credsStore: 'none', auths })).toEqual({ username: 'flux', password: 'x' });
  expect(found({ credsStore: 'empty', auths })).toEqual({ username: 'flux', password: 'x' });
});

test('what cannot be read is named', () => {
  helper('broken', 'echo the vault is locked >&2; exit 1');
  expect(() => found({ credsStore: 'broken' })).toThrow(
    'docker-credential-broken failed for ghcr.io (the vault is locked): mend what it says',
  );
  expect(() => found({ credsStore: 'missing' })).toThrow(
    "docker-credential-missing, which Docker's configuration names for ghcr.io, cannot be run (ENOENT): install it, or take it out of config.json",
  );
  const address = repositoryAddress('oci://ghcr.io/acme');
  folder.write('config.json', '{');
  expect(() => credentialsFor(address, { DOCKER_CONFIG: folder.path })).toThrow(
    /config\.json is not JSON: mend it, or log in again with docker login$/,
  );
  folder.write('directory/config.json/x', '');
  expect(() => credentialsFor(address, { DOCKER_CONFIG: folder.at('directory') })).toThrow(
    /config\.json cannot be read \(EISDIR\): make the file readable$/,
  );
});
