/** Every importer, in the order in which they are asked: any table at all comes last. */
import { arpImporter } from './arp/index.ts';
import { bloodhoundImporter } from './bloodhound/index.ts';
import { awsImporter, azureImporter } from './cloud/index.ts';
import { defenderImporter, defenderTableImporter } from './defender/index.ts';
import { iscLeaseImporter, windowsLeaseImporter } from './dhcp/index.ts';
import { directoryTableImporter, ldifImporter } from './directory/index.ts';
import type { Importer } from './importer.ts';
import { mds2Importer } from './mds2/index.ts';
import { nessusImporter } from './nessus/index.ts';
import { netflowImporter } from './netflow/index.ts';
import { nmapImporter } from './nmap/index.ts';
import { openvasImporter } from './openvas/index.ts';
import { vmImporter, vmwareHostImporter } from './rvtools/index.ts';
import { cyclonedxImporter, spdxImporter } from './sbom/index.ts';
import { sightingImporter } from './sighting/index.ts';
import { handImporter, tableImporter } from './table/index.ts';
import { zeekImporter, zeekJsonImporter } from './zeek/index.ts';

export const importers: readonly Importer[] = [
  nmapImporter,
  nessusImporter,
  openvasImporter,
  defenderImporter,
  bloodhoundImporter,
  cyclonedxImporter,
  spdxImporter,
  sightingImporter,
  awsImporter,
  azureImporter,
  zeekJsonImporter,
  zeekImporter,
  ldifImporter,
  iscLeaseImporter,
  arpImporter,
  mds2Importer,
  defenderTableImporter,
  directoryTableImporter,
  vmImporter,
  vmwareHostImporter,
  windowsLeaseImporter,
  netflowImporter,
  tableImporter,
  handImporter,
];
