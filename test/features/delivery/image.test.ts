import { checkImages, Image } from '../../../src/features/delivery/image';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

test.each<[string, Image]>([
  ['web', { tag: '1.2.3' }],
  ['ghcr.io/acme/web', { digest }],
  ['localhost:5000/acme/web', { name: 'registry.example.com:443/acme/web', tag: 'v1_2-x.3', digest }],
  ['docker.io/library/nginx', { name: 'mirror.example.com/nginx' }],
])('image %s may be replaced by %j', (name, image) => {
  expect(checkImages({ [name]: image }, false)).toEqual([]);
});

test.each<[string, Image, boolean, RegExp]>([
  [
    'web:1',
    { tag: '2' },
    false,
    /^image "web:1" is not an image's name: write it as in the manifests, without tag and d/,
  ],
  ['acme/web@sha256', { tag: '2' }, false, /^image "acme\/web@sha256" is not an image's name/],
  ['', { tag: '2' }, false, /^image "" is not an image's name/],
  ['web', {}, false, /^image "web" says nothing: give a tag, a digest or a name$/],
  ['web', { name: 'x:1' }, false, /^image "web" gets the name "x:1", which is not an image's name/],
  ['web', { tag: '.1' }, false, /^image "web" gets the tag "\.1", which is none: use up to 128 letters/],
  ['web', { tag: 'x'.repeat(129) }, false, /^image "web" gets the tag "x+\.\.\., which is none/],
  [
    'web',
    { digest: 'sha256:12' },
    false,
    /^image "web" gets the digest "sha256:12", which is none: write "sha256:" and 64/,
  ],
  [
    'web',
    { tag: '1', valuesPath: 'image' },
    false,
    /^image "web" has a valuesPath, but there is no chart: leave it out$/,
  ],
  [
    'web',
    { tag: '1', valuesPath: 'a..b' },
    true,
    /^image "web" has the valuesPath "a\.\.b": write keys with dots in bet/,
  ],
  ['web', { tag: '1', valuesPath: 'a[0]' }, true, /^image "web" has the valuesPath "a\[0\]"/],
])('image %s must not be replaced by %j', (name, image, isChart, message) => {
  expect(checkImages({ [name]: image }, isChart)).toEqual([expect.stringMatching(message)]);
});
