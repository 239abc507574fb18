// Makes a release, and verifies one.
//
//   node scripts/release.mjs key FILE                  a new key to sign with, and FILE.pub, which you publish
//   node scripts/release.mjs make FOLDER --key FILE    builds; archive, list of parts (SBOM), checksums, signature
//   node scripts/release.mjs verify FOLDER --key FILE.pub
//
// SHA256SUMS is what is signed (Ed25519, RFC 8032); `openssl pkeyutl -verify -pubin -inkey FILE.pub -rawin -in SHA256SUMS
// -sigfile SHA256SUMS.sig` and `sha256sum -c SHA256SUMS` say the same without this script.
import { spawnSync } from 'node:child_process';
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './root.mjs';
import { sbomOf } from './sbom.mjs';

const sums = 'SHA256SUMS';
const signature = `${sums}.sig`;

function fail(message) {
  console.error(`release: ${message}`);
  process.exit(1);
}

function run(command, args) {
  const { status, stdout, error } = spawnSync(command, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0)
    fail(`${command} ${args.join(' ')} did not succeed${error ? ` (${error.message})` : ''}.`);
  return stdout;
}

const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');

const listed = (folder) =>
  readdirSync(folder)
    .filter((name) => name !== sums && name !== signature)
    .sort()
    .map((name) => `${sha256(join(folder, name))}  ${name}\n`)
    .join('');

function signed(folder, keyFile) {
  const text = Buffer.from(listed(folder));
  writeFileSync(join(folder, sums), text);
  writeFileSync(join(folder, signature), sign(null, text, createPrivateKey(readFileSync(keyFile))));
}

function checked(folder, keyFile) {
  const text = readFileSync(join(folder, sums));
  const key = createPublicKey(readFileSync(keyFile));
  if (key.asymmetricKeyType !== 'ed25519') fail(`${keyFile} is no Ed25519 key.`);
  if (!verify(null, text, key, readFileSync(join(folder, signature))))
    fail(`the signature of ${sums} does not hold: it was changed, or made with another key. Do not use it.`);
  const now = listed(folder);
  if (now !== text.toString()) {
    const good = new Set(text.toString().split('\n'));
    const wrong = now.split('\n').filter((line) => !good.has(line));
    fail(
      `not what was signed: ${wrong.map((line) => line.slice(66)).join(', ') || 'a file is missing'}. Do not use it.`,
    );
  }
  console.log('Every file is what was signed.');
}

/** Names and times of this machine stay out of it: two who make it from one commit get the same bytes. */
async function archive(to, prefix) {
  const { build } = await import('./build.mjs');
  await build();
  writeFileSync(join(root, 'dist', '.built'), '');
  const at = run('git', ['log', '-1', '--format=%ct']).trim();
  const files = run('git', ['ls-files', '-z']).split('\0').filter(Boolean);
  const list = join(to, '..', `.${prefix}.list`);
  writeFileSync(list, [...files, 'dist'].join('\n'));
  run('tar', [
    ...['--sort=name', '--owner=0', '--group=0', '--numeric-owner', `--mtime=@${at}`, '--exclude=*.map'],
    ...[`--transform=s,^,${prefix}/,`, '-czf', to, '-T', list],
  ]);
  run('rm', [list]);
}

async function make(folder, keyFile) {
  const about = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const prefix = `cordon-${about.version}`;
  if (run('git', ['status', '--porcelain', '--untracked-files=no']).trim() !== '')
    fail(
      'there are changes that are not committed. Commit them, so that the release is what its commit says.',
    );
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length > 0) fail(`${folder} is not empty. Name another.`);
  await archive(join(folder, `${prefix}.tar.gz`), prefix);
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  writeFileSync(join(folder, `${prefix}.cdx.json`), `${JSON.stringify(sbomOf(lock, about), null, 2)}\n`);
  signed(folder, keyFile);
  checked(folder, keyFile);
}

function makeKey(file) {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  writeFileSync(`${file}.pub`, publicKey.export({ type: 'spki', format: 'pem' }), { flag: 'wx' });
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { key: { type: 'string' } } });
const [command, where] = positionals;
const { key } = values;
if (command === 'key' && where) makeKey(where);
else if (command === 'make' && where && key) await make(where, key);
else if (command === 'sign' && where && key) signed(where, key);
else if (command === 'verify' && where && key) checked(where, key);
else
  fail(
    'use: release.mjs key FILE | make FOLDER --key FILE | sign FOLDER --key FILE | verify FOLDER --key FILE.pub',
  );
