/** Line icons drawn for this console, on a 20-unit grid. Decoration only: a word always stands beside them. */
const paths = {
  situation: 'M3 10a7 7 0 1 1 14 0M10 10l3.5-3.5M2.5 14h15M6 17h8',
  findings: 'M3 5h14M3 10h9M3 15h6M15.5 12a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM17.3 16.3 19 18',
  region: 'M3 17V9l4-3 4 3v8M11 17v-6l3-2 3 2v6M2 17h16M6 12h2M6 14.5h2',
  incidents: 'M10 2.5 18 17H2zM10 8v4.5M10 14v1.2',
  estate: 'M3 17.5V5.5L10 2.5l7 3v12zM7.5 17.5v-4h5v4M10 6v4M8 8h4',
  sources: 'M3 4.5h8M3 10h11M3 15.5h8M14 7l3 3-3 3',
  ledger: 'M5 2.5h10.5v15H5a1.5 1.5 0 0 1 0-3h10.5M3.5 16V4A1.5 1.5 0 0 1 5 2.5M7.5 6.5h5M7.5 9.5h5',
  access: 'M7 8.5a3.5 3.5 0 1 1 3.4 3.5L9 13.5H7v2H5v2H2.5V15l5-5A3.5 3.5 0 0 1 7 8.5zM12 6.5h.01',
  person: 'M10 3a3.3 3.3 0 1 0 0 6.6A3.3 3.3 0 0 0 10 3zM3.5 17.5c.4-3.6 3-5.4 6.5-5.4s6.1 1.8 6.5 5.4',
  rules: 'M3 5.5h7M14 5.5h3M10 3.5v4M3 10h3M10 10h7M6 8v4M3 14.5h9M16 14.5h1M12 12.5v4',
  coverage: 'M2.5 3h4v4h-4zM8 3h4v4H8zM13.5 3h4v4h-4zM2.5 8.5h4v4h-4zM8 8.5h4v4H8zM2.5 14h4v3.5h-4z',
  map: 'M2.5 4.5h5v4h-5zM12.5 3h5v4h-5zM12.5 12.5h5v4h-5zM7.5 6.5h2.5v8h2.5M10 6.5 12.5 5',
  plan: 'M8 3v5H3M12 3v5h5M8 17v-5H3M12 17v-5h5',
  recovery: 'M16.5 10a6.5 6.5 0 1 1-2-4.7M16.8 2.5v3.6h-3.6M10 6.5V10l2.5 1.8',
  night: 'M16.5 12.2A7 7 0 0 1 7.8 3.5a7 7 0 1 0 8.7 8.7z',
  day: 'M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM10 1.5v2M10 16.5v2M1.5 10h2M16.5 10h2M4 4l1.4 1.4M14.6 14.6 16 16M4 16l1.4-1.4M14.6 5.4 16 4',
  copy: 'M7 7h9.5v10.5H7zM13 7V2.5H3.5V13H7',
  search: 'M8.5 3a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM12.7 12.7 17.5 17.5',
  close: 'M4.5 4.5l11 11M15.5 4.5l-11 11',
  arrow: 'M4 10h12M11 5l5 5-5 5',
  back: 'M16 10H4M9 5l-5 5 5 5',
  clock: 'M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15zM10 6v4.3l3 1.7',
  tick: 'M4 10.5l4 4 8-9',
  print: 'M6 7V2.5h8V7M6 14H3V7h14v7h-3M6 12h8v5.5H6z',
  keys: 'M2.5 5.5h15v9h-15zM5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M6.5 11.7h7',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name, size = 20 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      <path
        d={paths[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
