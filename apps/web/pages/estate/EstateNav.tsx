/** The ways about the estate: what there is, what to do about it, and where it comes from. */
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { Tab } from './estate-index.ts';

const tabs: readonly (readonly [Tab, string])[] = [
  ['services', 'Services'],
  ['wards', 'Wards'],
  ['systems', 'Systems'],
  ['assets', 'Assets'],
  ['zones', 'Zones'],
];

const pages = [
  ['/estate/legacy', 'What to fix first'],
  ['/estate/vulnerabilities', 'Vulnerabilities'],
  ['/estate/entries', 'Ways in'],
  ['/estate/firewalls', 'Firewalls'],
  ['/estate/segmentation', 'Segmentation'],
  ['/estate/sightings', 'Discovered'],
  ['/estate/imports', 'Imports'],
] as const;

/** @param tab none on the pages beside the lists */
export function EstateNav({ tab }: { tab?: Tab }) {
  const nav = useRef<HTMLElement>(null);
  // On a phone the row is longer than the screen: where one is stays in sight.
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, []);
  return (
    <nav ref={nav} className="tabs no-print" aria-label="Estate">
      {tabs.map(([name, word]) => (
        <Link
          key={name}
          to="/estate"
          search={{ tab: name }}
          className="tab"
          aria-current={name === tab ? 'page' : undefined}
        >
          {word}
        </Link>
      ))}
      {pages.map(([to, word]) => (
        <Link key={to} to={to} className="tab" activeOptions={{ includeSearch: false }}>
          {word}
        </Link>
      ))}
    </nav>
  );
}
