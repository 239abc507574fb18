// The dependency rule of ARCHITECTURE.md, checked on every run of `npm run check`.
const order = [
  'access',
  'retention',
  'estate',
  'simulator',
  'detection',
  'containment',
  'segmentation',
  'incidents',
];
const last = ['continuity', 'people', 'exchange', 'assurance', 'recovery'];

/** A module may import only those to its left; the last ones may not import each other. */
const moduleOrder = [...order, ...last].map((name) => {
  const allowed = order.slice(0, order.includes(name) ? order.indexOf(name) : order.length);
  const banned = [...order, ...last].filter((other) => other !== name && !allowed.includes(other));
  return {
    name: `module-order-${name}`,
    severity: 'error',
    comment: `modules/${name} may import only: ${allowed.join(', ') || 'no module'}`,
    from: { path: `^modules/${name}/` },
    to: { path: `^modules/(${banned.join('|')})/` },
  };
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'engines-are-pure',
      severity: 'error',
      comment: 'An engine imports nothing but other engines and libraries.',
      from: { path: '^engines/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(apps|modules|platform|content|bench)/' },
    },
    {
      name: 'platform-knows-no-domain',
      severity: 'error',
      from: { path: '^platform/' },
      to: { path: '^(apps|modules|engines|bench)/' },
    },
    {
      name: 'modules-know-no-app',
      severity: 'error',
      from: { path: '^modules/' },
      to: { path: '^(apps|bench)/' },
    },
    {
      name: 'module-door',
      severity: 'error',
      comment: 'Another module is reached only through its index.ts.',
      from: { path: '^modules/([^/]+)/' },
      to: { path: '^modules/([^/]+)/', pathNot: ['^modules/$1/', '^modules/[^/]+/index\\.ts$'] },
    },
    {
      name: 'app-door',
      severity: 'error',
      comment: 'Apps reach modules and engines only through their index.ts.',
      from: { path: '^apps/' },
      to: { path: '^(modules|engines)/[^/]+/', pathNot: '^(modules|engines)/[^/]+/index\\.ts$' },
    },
    ...moduleOrder,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
