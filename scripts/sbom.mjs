// `npm run sbom`: what Cordon is made of, as CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/), from package-lock.json alone.
// The same lock file gives the same bytes, so that two people who make one can compare them.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

const read = (name) => readFileSync(join(root, name), 'utf8');

/** https://github.com/package-url/purl-spec: the at sign of a scope is escaped. */
const purlOf = (name, version) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** `sha512-BASE64`, as npm keeps it. */
const hashesOf = (integrity) =>
  (integrity ?? '')
    .split(' ')
    .map((one) => /^sha(\d+)-(.+)$/.exec(one))
    .filter((found) => found !== null)
    .map(([, bits, base64]) => ({
      alg: `SHA-${bits}`,
      content: Buffer.from(base64, 'base64').toString('hex'),
    }));

const licencesOf = (licence) => {
  if (typeof licence !== 'string') return {};
  return { licenses: [/^[\w.+-]+$/.test(licence) ? { license: { id: licence } } : { expression: licence }] };
};

export function sbomOf(lockText, { name, version, license }) {
  const { packages } = JSON.parse(lockText);
  const libraries = Object.entries(packages).filter(
    ([path, one]) => path.includes('node_modules/') && !one.link,
  );
  const paths = new Set(libraries.map(([path]) => path));
  const refOf = (path) => purlOf(packages[path].name ?? nameOf(path), packages[path].version);

  /** As Node.js finds it: in the folder itself, then in each one above. */
  const found = (from, wanted) => {
    for (let at = from; ; ) {
      const path = `${at === '' ? '' : `${at}/`}node_modules/${wanted}`;
      if (paths.has(path)) return path;
      if (at === '') return null;
      const above = at.lastIndexOf('/node_modules/');
      at = above === -1 ? '' : at.slice(0, above);
    }
  };
  const needs = (from, { dependencies, optionalDependencies }) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .map((wanted) => found(from, wanted))
      .filter((path) => path !== null)
      .map(refOf);

  const own = purlOf(name, version);
  const direct = Object.entries(packages)
    .filter(([path]) => !path.includes('node_modules/'))
    .flatMap(([path, one]) => needs(path, one));
  const components = new Map();
  for (const [path, one] of libraries) {
    const ref = refOf(path);
    const [, scope, bare] = /^(?:(@[^/]+)\/)?(.+)$/.exec(one.name ?? nameOf(path));
    components.set(ref, {
      type: 'library',
      'bom-ref': ref,
      ...(scope ? { group: scope } : {}),
      name: bare,
      version: one.version,
      // What only builds and tests it, or is only for another platform, is not in what runs.
      scope: one.dev || one.devOptional ? 'excluded' : one.optional ? 'optional' : 'required',
      hashes: hashesOf(one.integrity),
      ...licencesOf(one.license),
      purl: ref,
    });
  }
  const dependencies = new Map([[own, direct]]);
  for (const [path, one] of libraries)
    dependencies.set(refOf(path), [...(dependencies.get(refOf(path)) ?? []), ...needs(path, one)]);
  const sorted = (list) => [...new Set(list)].sort();
  const digest = createHash('sha256').update(lockText).digest('hex');
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`,
    version: 1,
    metadata: {
      component: { type: 'application', 'bom-ref': own, name, version, ...licencesOf(license), purl: own },
    },
    components: sorted(components.keys()).map((ref) => components.get(ref)),
    dependencies: sorted(dependencies.keys()).map((ref) => ({
      ref,
      dependsOn: sorted(dependencies.get(ref)),
    })),
  };
}

if (process.argv[1] === join(root, 'scripts', 'sbom.mjs'))
  process.stdout.write(
    `${JSON.stringify(sbomOf(read('package-lock.json'), JSON.parse(read('package.json'))), null, 2)}\n`,
  );
