/** Every importer, in the order in which they are asked: any table at all comes last. */
import { bloodhoundImporter } from './bloodhound/index.ts';
import { defenderImporter, defenderTableImporter } from './defender/index.ts';
import type { Importer } from './importer.ts';
import { nmapImporter } from './nmap/index.ts';
import { tableImporter } from './table/index.ts';

export const importers: readonly Importer[] = [
  nmapImporter,
  defenderImporter,
  defenderTableImporter,
  bloodhoundImporter,
  tableImporter,
];
