import { findLeaks } from '../../src/leaks/scan';
import { random } from './planted';

const password = random(14, 'short');

const configMap = (data: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a' },
  data,
});
const container = (fields: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'a' },
  spec: { containers: [{ name: 'a', ...fields }] },
});
const places = (object: unknown) => findLeaks(object).map(({ id, field }) => `${id} in ${field}`);

test.each(['pw', 'PW', 'psw', 'DB_PW', 'dbpw', 'rootPw', 'REDIS_PW', 'smtp.pw', 'adminpw', 'mysql-pw'])(
  'a password called %s is found in data, variables and files',
  (name) => {
    expect(places(configMap({ [name]: password }))).toEqual([expect.stringMatching(/^named-value in data/)]);
    expect(places(container({ env: [{ name, value: password }] }))).toEqual([
      'named-value in spec.containers[0].env[0].value',
    ]);
    expect(places(configMap({ 'app.yaml': `a: b\n${name}: ${password}\n` }))).toEqual([
      'named-value in data["app.yaml"]',
    ]);
    expect(places(configMap({ 'app.env': `A=b\n${name}=${password}\n` }))).toEqual(['named-value in data["app.env"]']);
  },
);

test.each(['creds', 'CREDS', 'dbCreds', 'SMTP_CREDS', 'cred'])('user and password, or a token, called %s', (name) => {
  expect(places(configMap({ [name]: `app:${password}` }))).toHaveLength(1);
  expect(places(configMap({ [name]: random(32, name) }))).toHaveLength(1);
});

test.each(['DSN', 'dsn', 'DB_DSN', 'database.dsn'])('the address of a database called %s', (name) => {
  for (const dsn of [`app:${password}@/shop`, `app:${password}@db:3306/shop`, `app/${password}@//db:1521/shop`])
    expect(places(configMap({ [name]: dsn }))).toHaveLength(1);
});

const COMMANDS = [
  `mysql -u root -p${password} shop`,
  `mysql -uroot -p'${password}' -e 'select 1'`,
  `mysqldump --all-databases -p"${password}" > dump.sql`,
  `mariadb -h db -p${password}`,
  `mysqladmin ping -p${password}`,
  `sshpass -p ${password} ssh db`,
  `redis-cli -h cache -a ${password} ping`,
  `mongosh -u root -p ${password} admin`,
  `mongodump --host db -p=${password}`,
  `docker login -u ci -p ${password} registry.example.com`,
  `helm registry login registry.example.com -u ci -p ${password}`,
  `ldapsearch -x -D cn=admin -w ${password}`,
  `sqlcmd -S db -U sa -P ${password} -Q "select 1"`,
  `smbclient //nas/share -U app%${password}`,
  `openssl rsa -in key.pem -passin pass:${password}`,
  `htpasswd -nbB app ${password}`,
  `echo ${password} | docker login -u ci --password-stdin`,
  `echo "app:${password}" | chpasswd`,
  `7z x -p${password} a.7z`,
];

test.each(COMMANDS)('%s', (command) => {
  expect(places(configMap({ 'run.sh': `#!/bin/sh\nset -e\n${command}\n` }))).toEqual([
    'command-password in data["run.sh"]',
  ]);
  expect(places(container({ command: ['sh', '-c', command] }))).toEqual([
    'command-password in spec.containers[0].command[2]',
  ]);
  const [leak] = findLeaks(configMap({ 'run.sh': command }));
  expect(leak?.hidden).toContain(password);
});

test('words of a command in a list, or in command and args', () => {
  expect(places(container({ command: ['mysql', '-uroot', `-p${password}`] }))).toEqual([
    'command-password in spec.containers[0].command[2]',
  ]);
  expect(places(container({ command: ['/usr/bin/mysql'], args: ['-uroot', `-p${password}`] }))).toEqual([
    'command-password in spec.containers[0].args[1]',
  ]);
  expect(places(container({ args: ['redis-cli', '-a', password, 'ping'] }))).toEqual([
    'command-password in spec.containers[0].args[2]',
  ]);
});

test('what a SealedSecret adds in plain text', () => {
  const sealed = (data: Record<string, string>) => ({
    ...{ apiVersion: 'bitnami.com/v1alpha1', kind: 'SealedSecret', metadata: { name: 'a' } },
    spec: { encryptedData: { a: 'AgB0' + random(300, 'sealed') }, template: { data, metadata: { name: 'a' } } },
  });
  expect(places(sealed({ plain: 'hunter' }))).toEqual(['plain-secret in spec.template.data.plain']);
  expect(places(sealed({ url: 'postgres://app:{{ .a }}@db/shop', empty: '' }))).toEqual([]);
});

test('nothing is found in what only looks like it', () => {
  const harmless = {
    ...{ pw: '', DB_PW: '$(DB_PW)', dbpw: '${DB_PW}', 'redis.pw': '/run/secrets/redis/pw', PW_FILE: '/etc/pw' },
    ...{ creds: 'aws-creds', CREDS: '/var/run/creds.json', dbCreds: 'secret:password', credsStore: 'desktop' },
    ...{ cred: 'db.example.com:5432', imageCreds: 'registry:5000', power: 'x9k2m4n8q1', spwn: 'x9k2m4n8q1' },
    ...{ DSN: 'https://0123456789abcdef0123456789abcdef@o1.ingest.example.com/2', dsn: 'db.example.com:5432/shop' },
    ...{ PWD: '/app', OLDPWD: '/srv/web' },
    ...{ DB_DSN: 'app:$(PW)@tcp(db:3306)/shop', odsn: 'a/b@c' },
    'run.sh': [
      ...['mysql -u root -p"$MYSQL_PWD"', 'mysql -u root -p', 'mysql -uroot -p$PW shop', 'mysql --port 3306 -h db'],
      ...['mysql -P 3306', 'mkdir -p /var/lib/mysql/data', 'mysql -h db && mkdir -p /var/lib/data', 'redis-cli ping'],
      ...['sshpass -e ssh db', 'sshpass -p "$PW" ssh db', 'redis-cli -a "${PW}" ping', 'redis-cli -p 6379 ping'],
      ...[
        'docker login -u ci --password-stdin',
        'docker run -p 8080:80 nginx',
        'mongosh --port 27017',
        'zip -r a.zip b',
      ],
      ...[
        'cat pw | docker login --password-stdin',
        'ldapsearch -x -W',
        'ldapsearch -x -w "$PW"',
        'cp -p mysql.cnf /etc',
      ],
      ...[
        'openssl rsa -passin env:PW',
        'htpasswd -i -c file app',
        'nc -z mysql 3306',
        'kubectl exec mysql-0 -- ls -p x',
      ],
    ].join('\n'),
  };
  expect(places(configMap(harmless))).toEqual([]);
  expect(places(container({ command: ['mysqld'], args: ['--port', '3306', '-p'] }))).toEqual([]);
  expect(places(container({ image: 'mysql', command: ['mkdir'], args: ['-p', '/var/lib/mysql'] }))).toEqual([]);
});

test('a password called as the working directory is found', () => {
  expect(places(container({ env: [{ name: 'PWD', value: password }] }))).toHaveLength(1);
  expect(places(container({ env: [{ name: 'MYSQL_PWD', value: '/hunter2' }] }))).toHaveLength(1);
});
