/** Risk: what starts Cordon in a hospital names a port, a path or an option that the code has left behind, or gives it more than it needs. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { roles as allRoles, readRoles } from '../apps/server/roles.ts';
import { readSettings } from '../apps/server/settings.ts';
import { refuseUnshared } from '../apps/server/stores.ts';

const root = new URL('../', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const dir = mkdtempSync(join(tmpdir(), 'cordon-deploy-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const port = Number(/const firstPort = (\d+)/.exec(read('apps/server/main.ts'))?.[1]);
const health = read('apps/server/health.ts');
/** Where processes without pages answer probes: chosen by the chart and the compose file alike. */
const healthPort = 4682;
const data = '/var/lib/cordon';
const user = 10_001;

function settingsOf(text: string) {
  writeFileSync(join(dir, 'cordon.yaml'), text);
  return readSettings(dir);
}

const chartValues = parse(read('deploy/helm/cordon/values.yaml')) as Record<string, unknown>;

/** A stand-in for helm with the chart's own values: names and values are put in, blocks taken out. */
const rendered = (path: string): string => renderedText(read(`deploy/helm/cordon/templates/${path}`));

function renderedText(text: string): string {
  const setIn = (dotted: string): unknown =>
    dotted.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], chartValues);
  return text
    .replace(/\$\.(Values|Release|Chart)/g, '.$1')
    .replace(/^\s*\{\{- (if|with|end|toYaml \.).*\}\}\n/gm, '')
    .replace(
      /\{\{-? toYaml \.Values\.([\w.]+) \| nindent \d+ \}\}/g,
      (_, name: string) => ` ${JSON.stringify(setIn(name))}`,
    )
    .replace(/\{\{ \.Values\.([\w.]+) \| (quote|toJson) \}\}/g, (_, name: string) =>
      JSON.stringify(setIn(name)),
    )
    .replace(/\{\{ \.Values\.([\w.]+)[^}]*\}\}/g, (_, name: string) => String(setIn(name)))
    .replace(/\{\{ \.Release\.Name \| quote \}\}/g, '"cordon"')
    .replace(/\{\{ \.Release\.Name \}\}/g, 'cordon')
    .replace(/\{\{ [^}]*\}\}/g, '"x"');
}

it('the addresses that are asked are there, and ask nobody to sign in', () => {
  for (const path of ['/health', '/ready'])
    expect(health).toMatch(new RegExp(`app\\.get\\(\\s*'${path}', \\{ schema`));
});

describe('the systemd unit', () => {
  const unit = read('deploy/systemd/cordon.service');
  const setting = (name: string): string[] =>
    [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value]) => value!);

  it('starts what the build makes, at the port and in the folder that the pages name', () => {
    expect(setting('ExecStart')).toEqual([`/usr/bin/node /opt/cordon/dist/server.js --empty --port ${port}`]);
    expect(read('scripts/build.mjs')).toContain("server: 'apps/server/main.ts'");
    expect(setting('Environment')[0]).toContain(`CORDON_HOME=${data}`);
    expect(setting('StateDirectory')).toEqual(['cordon']);
    expect(setting('Documentation')[0]).toContain('docs/operate.md');
  });

  it('gives it nothing that it does not need', () => {
    for (const name of ['NoNewPrivileges', 'DynamicUser', 'ProtectHome', 'PrivateTmp', 'PrivateDevices'])
      expect(setting(name), name).toEqual(['yes']);
    expect(setting('ProtectSystem')).toEqual(['strict']);
    expect(setting('CapabilityBoundingSet')).toEqual(['']);
  });

  it('is rated well by systemd itself, where there is one', () => {
    const rating = spawnSync(
      'systemd-analyze',
      ['security', '--offline=true', '--threshold=20', join(root, 'deploy/systemd/cordon.service')],
      { encoding: 'utf8' },
    );
    if (rating.error) return;
    expect(rating.stdout + rating.stderr).toContain('Overall exposure level');
    expect(rating.status, rating.stdout).toBe(0);
  });
});

describe('the systemd unit of a firewall', () => {
  const unit = read('deploy/systemd/cordon-carry-out.service');

  it('runs the command with options that it has', () => {
    const [, command = ''] = /^ExecStart=.*cli\.js (.*)$/m.exec(unit) ?? [];
    expect(command).toMatch(/^carry-out /);
    const commands = read('apps/cli/commands/operation.ts');
    for (const [option] of command.matchAll(/--[a-z-]+/g)) expect(commands).toContain(`'${option}`);
  });

  it('may change the packet filter, and nothing else', () => {
    for (const name of ['CapabilityBoundingSet', 'AmbientCapabilities'])
      expect(unit).toMatch(new RegExp(`^${name}=CAP_NET_ADMIN$`, 'm'));
    for (const name of ['NoNewPrivileges', 'DynamicUser', 'ProtectHome', 'PrivateTmp', 'PrivateDevices'])
      expect(unit).toMatch(new RegExp(`^${name}=yes$`, 'm'));
  });
});

describe('the container', () => {
  const file = read('deploy/docker/Dockerfile');
  const last = file.slice(file.lastIndexOf('\nFROM '));

  it('runs as a user without rights, on a Node.js that Cordon knows, in the folder that is kept', () => {
    for (const [, version] of file.matchAll(/^FROM node:(\d+)/gm))
      expect([20, 22, 24]).toContain(Number(version));
    expect(file).not.toMatch(/:latest|curl|wget|ADD /);
    expect(file).toContain('npm ci --ignore-scripts');
    expect(last).toContain(`USER ${user}:${user}`);
    expect(last).toContain(`CORDON_HOME=${data}`);
    expect(last).toContain(`VOLUME ${data}`);
    expect(last).toMatch(new RegExp(`EXPOSE ${port}\\b`));
    expect(last).toContain(`http://localhost:${port}/ready`);
    expect(last).toContain('ENTRYPOINT ["node", "dist/server.js", "--empty"]');
  });

  it('is started read-only and without privileges, with settings that are read', () => {
    const { services, volumes, secrets } = parse(read('deploy/docker/compose.yaml'));
    const { cordon } = services;
    expect(cordon).toMatchObject({ read_only: true, cap_drop: ['ALL'], user: `${user}:${user}` });
    expect(cordon.security_opt).toEqual(['no-new-privileges:true']);
    expect(cordon.ports).toEqual([`127.0.0.1:${port}:${port}`, '4681:4681']);
    expect(cordon.volumes).toEqual([`data:${data}`, `./cordon.yaml:${data}/cordon.yaml:ro`]);
    expect(Object.keys(volumes)).toEqual(['data']);
    expect(Object.keys(secrets).sort()).toEqual([...cordon.secrets].sort());
    const settings = settingsOf(read('deploy/docker/cordon.yaml'));
    expect(settings.console?.listen).toEqual({ host: '0.0.0.0', port });
    expect(settings.intake?.listen.port).toBe(4681);
    for (const used of [settings.intake?.tls?.cert, settings.intake?.tls?.key])
      expect(cordon.secrets).toContain(used?.replace('/run/secrets/', ''));
  });
});

describe('the chart', () => {
  it('is YAML, of one pod with one volume, without privileges', () => {
    const { spec } = parse(rendered('statefulset.yaml'));
    expect(spec.replicas).toBe(1);
    const pod = spec.template.spec;
    const [container] = pod.containers;
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: user, fsGroup: user });
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container.ports).toEqual([
      { name: 'console', containerPort: port },
      { name: 'intake', containerPort: 4681 },
    ]);
    const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe];
    expect(probes.map(({ httpGet }) => httpGet.path)).toEqual(['/health', '/health', '/ready']);
    for (const { httpGet } of probes)
      expect(httpGet.httpHeaders).toEqual([{ name: 'Host', value: 'localhost' }]);
    const mounted = container.volumeMounts.map(({ name }: { name: string }) => name).sort();
    const made = [
      ...pod.volumes,
      ...spec.volumeClaimTemplates.map(({ metadata }: { metadata: unknown }) => metadata),
    ];
    expect(made.map(({ name }) => name).sort()).toEqual(mounted);
    expect(container.volumeMounts[0]).toEqual({ name: 'data', mountPath: data });
  });

  it('writes settings that are read, and leads browsers to the port', () => {
    const settings = settingsOf(parse(rendered('settings.yaml')).data['cordon.yaml']);
    expect(settings.console?.listen).toEqual({ host: '0.0.0.0', port });
    expect(parse(rendered('service.yaml')).spec.ports).toEqual([
      { name: 'console', port, targetPort: 'console' },
    ]);
    expect(parse(rendered('ingress.yaml')).kind).toBe('Ingress');
    const { version } = JSON.parse(read('package.json'));
    expect(parse(read('deploy/helm/cordon/Chart.yaml'))).toMatchObject({ version, appVersion: version });
  });
});

const noHelm = spawnSync('helm', ['version']).error ? 'there is no helm here' : null;
describe.skipIf(noHelm)(
  `the chart, as helm itself renders it${noHelm ? ` (skipped: ${noHelm})` : ''}`,
  () => {
    type Made = Record<string, ReturnType<typeof parse>>;
    /** What is made, by kind and name. */
    function made(values: object): Made {
      const file = join(dir, 'values.json');
      writeFileSync(file, JSON.stringify(values));
      const run = (...args: string[]) =>
        spawnSync('helm', [...args, join(root, 'deploy/helm/cordon'), '--values', file], {
          encoding: 'utf8',
        });
      const lint = run('lint', '--strict');
      expect(lint.status, lint.stdout).toBe(0);
      const { status, stdout, stderr } = run('template', 'st-elsewhere');
      expect(status, stderr).toBe(0);
      const all = parseAllDocuments(stdout).map((one) => one.toJS());
      return Object.fromEntries(all.map((one) => [`${one.kind} ${one.metadata.name}`, one]));
    }
    const settingsIn = (all: Made) => settingsOf(all['ConfigMap st-elsewhere-settings'].data['cordon.yaml']);
    /** Whether a service leads to the pods of a workload, by a port that they have. */
    function leadsTo(service: ReturnType<typeof parse>, workload: ReturnType<typeof parse>): boolean {
      const { metadata, spec } = workload.spec.template;
      return (
        Object.entries(service.spec.selector).every(([label, value]) => metadata.labels[label] === value) &&
        service.spec.ports.every(({ targetPort }: { targetPort: string }) =>
          spec.containers[0].ports?.some(({ name }: { name: string }) => name === targetPort),
        )
      );
    }

    it('is one pod that both services lead to, with the settings that were given', () => {
      const all = made({
        origin: 'https://cordon.elsewhere.example',
        settings: { intake: { listen: '0.0.0.0:4681', plain: true } },
      });
      expect(Object.keys(all).sort()).toEqual([
        'ConfigMap st-elsewhere-settings',
        'Ingress st-elsewhere',
        'Service st-elsewhere',
        'Service st-elsewhere-intake',
        'StatefulSet st-elsewhere',
      ]);
      expect(settingsIn(all).intake?.listen.port).toBe(4681);
      for (const name of ['Service st-elsewhere', 'Service st-elsewhere-intake'])
        expect(leadsTo(all[name], all['StatefulSet st-elsewhere']), name).toBe(true);
      expect(all['Ingress st-elsewhere'].spec.rules[0].host).toBe('cordon.elsewhere.example');
    });

    it('is a workload for each role, and each service leads to the pods of one of them', () => {
      const all = made({
        roles: { enabled: true, secrets: 'stores' },
        settings: parse(
          read('deploy/docker/cordon.roles.yaml').replaceAll(/^(console|keys|health):\n( .*\n)+/gm, ''),
        ),
      });
      const workloads = allRoles.map((role) => `Deployment st-elsewhere-${role}`);
      expect(Object.keys(all)).toEqual(expect.arrayContaining(workloads));
      expect(Object.keys(all).some((name) => name.startsWith('StatefulSet'))).toBe(false);
      const led = (service: string) => workloads.filter((name) => leadsTo(all[service], all[name]));
      expect(led('Service st-elsewhere')).toEqual(['Deployment st-elsewhere-api']);
      expect(led('Service st-elsewhere-intake')).toEqual(['Deployment st-elsewhere-ingest']);
      for (const role of allRoles) refuseUnshared(settingsIn(all).stores, new Set([role]));
      expect(settingsIn(all).health?.listen).toEqual({ host: '0.0.0.0', port: healthPort });
    });
  },
);

describe('each role in processes of its own', () => {
  /** The chart's loop over roles, turned by hand. */
  function podsOf(): Record<string, ReturnType<typeof parse>> {
    const [before = '', body = ''] = read('deploy/helm/cordon/templates/roles.yaml').split(
      /^\{\{- range \$role, \$replicas := \.Values\.roles\.replicas \}\}\n/m,
    );
    expect(before.trim()).toBe('{{- if .Values.roles.enabled }}');
    const loop = body.slice(0, body.indexOf('\n{{- end }}\n{{- end }}\n'));
    const { replicas } = chartValues.roles as { replicas: Record<string, number> };
    return Object.fromEntries(
      Object.entries(replicas).map(([role, count]) => {
        const own = loop
          .replace(
            /^ *\{\{- if eq \$role "(\w+)" \}\}\n([\s\S]*?)^ *\{\{- end \}\}\n/gm,
            (_, of: string, block: string) => (of === role ? block : ''),
          )
          .replace(/^ *\{\{- if ne \$role "api" \}\}\n([\s\S]*?)^ *\{\{- end \}\}\n/gm, (_, block: string) =>
            role === 'api' ? '' : block,
          )
          .replace(/^\{\{- \$well := .*\n/m, '')
          .replaceAll('{{ $well }}', role === 'api' ? 'console' : 'health')
          .replace(/\{\{ \$role \| quote \}\}/g, `"${role}"`)
          .replace(/\{\{ \$role \}\}/g, role)
          .replace(/\{\{ \$replicas \}\}/g, String(count));
        return [role, parse(renderedText(own))];
      }),
    );
  }

  it('is what the chart makes of them: each role that there is, as often as wanted, and a port for those that have one', () => {
    const pods = podsOf();
    expect(Object.keys(pods)).toEqual(['api', 'jobs', 'ingest', 'detect']);
    expect([...readRoles(Object.keys(pods))].sort()).toEqual([...allRoles].sort());
    for (const [role, { kind, spec }] of Object.entries(pods)) {
      const [container] = spec.template.spec.containers;
      expect([kind, spec.replicas, container.args]).toEqual(['Deployment', 2, ['--role', role]]);
      expect(container.securityContext.readOnlyRootFilesystem).toBe(true);
      const well = role === 'api' ? 'console' : 'health';
      expect(container.ports).toEqual([
        role === 'api'
          ? { name: 'console', containerPort: port }
          : { name: 'health', containerPort: healthPort },
        ...(role === 'ingest' ? [{ name: 'intake', containerPort: 4681 }] : []),
      ]);
      const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe];
      expect(probes.map(({ httpGet }) => `${httpGet.path} ${httpGet.port}`)).toEqual([
        `/health ${well}`,
        `/health ${well}`,
        `/ready ${well}`,
      ]);
      const made = spec.template.spec.volumes.map(({ name }: { name: string }) => name).sort();
      expect(container.volumeMounts.map(({ name }: { name: string }) => name).sort()).toEqual(made);
    }
  });

  it('is what the compose file starts, with settings that are read and that roles apart can work with', () => {
    const { services, secrets } = parse(read('deploy/docker/compose.roles.yaml'), { merge: true });
    expect(Object.keys(services)).toEqual([...allRoles].sort((a, b) => order(a) - order(b)));
    for (const [role, service] of Object.entries<Record<string, unknown>>(services)) {
      expect(service).toMatchObject({ command: ['--role', role], read_only: true, cap_drop: ['ALL'] });
      expect([...(service.secrets as string[])].sort()).toEqual(Object.keys(secrets).sort());
    }
    const settings = settingsOf(read('deploy/docker/cordon.roles.yaml'));
    for (const role of allRoles) refuseUnshared(settings.stores, new Set([role]));
    expect(settings.health?.listen.port).toBe(healthPort);
    for (const role of ['jobs', 'ingest', 'detect'])
      expect(services[role].healthcheck.test.join(' ')).toContain(`http://localhost:${healthPort}/ready`);
    expect(settings.keys.root.kind).toBe('credential');
    const named = [...read('deploy/docker/cordon.roles.yaml').matchAll(/\/run\/secrets\/([\w.-]+)/g)];
    expect([...new Set(named.map(([, name]) => name))].sort()).toEqual(Object.keys(secrets).sort());
  });

  const order = (role: string): number => ['api', 'jobs', 'ingest', 'detect'].indexOf(role);
});

describe('a release', () => {
  const script = (...args: string[]) =>
    spawnSync(process.execPath, [join(root, 'scripts', 'release.mjs'), ...args], { encoding: 'utf8' });

  it('is what was signed, or is refused by name: a file, a checksum, a signature or a key that is another', () => {
    const folder = join(dir, 'release');
    mkdirSync(folder);
    writeFileSync(join(folder, 'cordon.tar.gz'), 'archive');
    writeFileSync(join(folder, 'cordon.cdx.json'), '{}');
    const key = join(dir, 'release.key');
    expect(script('key', key).status).toBe(0);
    expect(script('key', key).status).not.toBe(0);
    expect(script('key', join(dir, 'other.key')).status).toBe(0);
    expect(script('sign', folder, '--key', key).status).toBe(0);
    const verified = (by = key) => script('verify', folder, '--key', `${by}.pub`);
    expect(verified().status).toBe(0);
    expect(verified(join(dir, 'other.key')).stderr).toContain('signature');
    for (const name of ['cordon.tar.gz', 'SHA256SUMS', 'SHA256SUMS.sig']) {
      const path = join(folder, name);
      const whole = readFileSync(path);
      const changed = Buffer.from(whole);
      changed[3] = changed[3]! ^ 1;
      writeFileSync(path, changed);
      const { status, stderr } = verified();
      expect(status, name).toBe(1);
      expect(stderr).toMatch(name === 'cordon.tar.gz' ? /not what was signed: cordon\.tar\.gz/ : /signature/);
      writeFileSync(path, whole);
    }
    writeFileSync(join(folder, 'more.js'), 'x');
    expect(verified().stderr).toContain('more.js');
    rmSync(join(folder, 'more.js'));
    const openssl = spawnSync('openssl', [
      ...[
        'pkeyutl',
        '-verify',
        '-pubin',
        '-inkey',
        `${key}.pub`,
        '-rawin',
        '-in',
        join(folder, 'SHA256SUMS'),
      ],
      ...['-sigfile', join(folder, 'SHA256SUMS.sig')],
    ]);
    if (!openssl.error) expect(openssl.status).toBe(0);
  });

  it('lists what it is made of: every package of the lock file once, with its hash, and what each needs', () => {
    const made = spawnSync(process.execPath, [join(root, 'scripts', 'sbom.mjs')], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    const bom = JSON.parse(made.stdout);
    const lock = JSON.parse(read('package-lock.json')).packages as Record<
      string,
      { link?: boolean; version: string; integrity?: string }
    >;
    const libraries = Object.entries(lock).filter(
      ([path, one]) => path.includes('node_modules/') && !one.link,
    );
    const refs = new Set(bom.components.map((one: { purl: string }) => one.purl));
    expect(refs.size).toBe(bom.components.length);
    for (const [path, { version }] of libraries) {
      const name = path.slice(path.lastIndexOf('node_modules/') + 13).replace('@', '%40');
      expect(refs, path).toContain(`pkg:npm/${name}@${version}`);
    }
    for (const { dependsOn } of bom.dependencies) for (const ref of dependsOn) expect(refs).toContain(ref);
    const fastify = bom.components.find(({ name }: { name: string }) => name === 'fastify');
    expect(fastify).toMatchObject({ scope: 'required', licenses: [{ license: { id: 'MIT' } }] });
    const [sha512] = fastify.hashes;
    expect(Buffer.from(sha512.content, 'hex').toString('base64')).toBe(
      lock['node_modules/fastify']?.integrity?.slice(7),
    );
    expect(bom).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      metadata: { component: { name: 'cordon' } },
    });
  });
});
