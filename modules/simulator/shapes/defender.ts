/** What Microsoft Defender Antivirus writes in its own channel. */
import type { Host } from '../cast.ts';
import type { WindowsNative } from './native.ts';

export const defender = (
  host: Host,
  id: number,
  message: string,
  data: Record<string, string>,
): WindowsNative => ({
  kind: 'windows',
  channel: 'defender',
  id,
  computer: host.fqdn,
  message,
  data: { 'Product Name': 'Microsoft Defender Antivirus', 'Product Version': '4.18.26010.5', ...data },
});

export interface Threat {
  name: string;
  category: string;
  id: string;
}

/**
 * 1116: malware detected. In passive (monitor) mode no action follows: the record says so itself
 * (action 9, not applicable), and there is no 1117 after it.
 */
export const malwareDetected = (
  host: Host,
  threat: Threat,
  path: string,
  process: string,
  user: string,
): WindowsNative =>
  defender(
    host,
    1116,
    'Microsoft Defender Antivirus has detected malware or other potentially unwanted software.',
    {
      'Detection ID': `{${threat.id.padStart(8, '0')}-0000-4000-8000-${String(path.length).padStart(12, '0')}}`,
      'Detection Time': '',
      'Threat ID': threat.id,
      'Threat Name': threat.name,
      'Severity ID': '5',
      'Severity Name': 'Severe',
      'Category ID': '8',
      'Category Name': threat.category,
      FWLink: `https://go.microsoft.com/fwlink/?linkid=37020&name=${threat.name}&threatid=${threat.id}&enterprise=0`,
      'Status Code': '1',
      State: '1',
      'Source ID': '2',
      'Source Name': 'System',
      'Process Name': process,
      'Detection User': user,
      Path: path,
      'Origin ID': '1',
      'Origin Name': 'Local machine',
      'Execution ID': '0',
      'Execution Name': 'Unknown',
      'Type ID': '0',
      'Type Name': 'Concrete',
      'Pre Execution Status': '0',
      'Action ID': '9',
      'Action Name': 'Not Applicable',
      'Error Code': '0x00000000',
      'Error Description': 'The operation completed successfully.',
      'Post Clean Status': '0',
      'Additional Actions ID': '0',
      'Additional Actions String': 'No additional actions',
      'Remediation User': '',
      'Security intelligence Version': 'AV: 1.443.812.0, AS: 1.443.812.0, NIS: 1.443.812.0',
      'Engine Version': 'AM: 1.1.26010.1, NIS: 1.1.26010.1',
    },
  );
