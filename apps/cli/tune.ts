/** `cordon rules tune FINDING`: a filter out of a finding, shown with what it would hide, and saved only when asked. */
import { userInfo } from 'node:os';
import { FilterMade, FilterPreview, type FilterRequest, TuneFields } from '@cordon/detection';
import { fault } from '@cordon/platform/fault';
import { plain } from './output/plain.ts';
import { askRunning, dataFolders, runningAddress } from './running.ts';

export interface TuneCommand {
  field: string[];
  because?: string;
  until?: string;
  owner?: string;
  everyRule: boolean;
  save: boolean;
  data?: string;
}

export async function tuneCommand(finding: string, command: TuneCommand): Promise<string> {
  const { field: fields, because, until, owner = userInfo().username, everyRule, save, data } = command;
  const address = await runningAddress(dataFolders(data));
  if (address === null)
    throw fault(
      'NOT_RUNNING',
      'No Cordon is running here, and findings are kept by one that runs.',
      'Start it with npm start, or name its folder with --data.',
    );
  if (fields.length === 0) {
    const answer = await askRunning(address, `/findings/${encodeURIComponent(finding)}/fields`);
    return listed(TuneFields.parse(answer));
  }
  if (because === undefined || until === undefined)
    throw fault(
      'FILTER_UNOWNED',
      'A filter needs a reason (--because) and a last day (--until). Nothing was changed.',
      'Say why the cause is harmless, and until when that will be so, such as 2027-03-01.',
    );
  const request: FilterRequest = {
    finding,
    fields,
    scope: everyRule ? 'any' : 'rule',
    owner,
    because,
    until,
  };
  const preview = FilterPreview.parse(await askRunning(address, '/filters/preview', request));
  const shown = [
    plain(`It would have hidden ${preview.hides} of the newest ${preview.looked} findings it applies to.`),
    ...preview.examples.map(({ time, title, host, account }) =>
      plain(`  ${time ?? 'no time'}  ${title}: ${host ?? 'no host'}, ${account ?? 'no account'}`),
    ),
  ];
  if (!save)
    return `${[preview.text.split('\n').map(plain).join('\n'), ...shown, 'Save it with --save.'].join('\n')}\n`;
  const { id } = FilterMade.parse(await askRunning(address, '/filters', request));
  return `${[...shown, `Saved as ${id}; it hides until ${until}. See what it hides on the page Rules, Filters.`].join('\n')}\n`;
}

/** Wide enough for the names of most fields. */
const nameWidth = 34;

function listed({ fields }: TuneFields): string {
  const lines = fields.map(
    ({ field, value, tested }) => `${tested ? '*' : ' '} ${plain(field).padEnd(nameWidth)} ${plain(value)}`,
  );
  return `${[...lines, 'Choose with --field NAME; * the rule tested it.'].join('\n')}\n`;
}
