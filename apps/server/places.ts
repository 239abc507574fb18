/** Where what is an organisation's has its place. Pure. */
import { join } from 'node:path';

/** `own`: the organisation that runs the deployment. */
export const folderOf = (dir: string, org: string, own: string): string =>
  org === own ? dir : join(dir, 'organisations', org);

/** What its doors receive. */
export const topicOf = (org: string, own: string): string => (org === own ? 'received' : `received-${org}`);

/** Who owns the keys of what says who a patient is: destroyed, they take that with them and nothing else. */
export const patientsOf = (organisation: string): string => `${organisation}/patients`;
