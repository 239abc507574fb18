/** A record before it is written: what happened, without the numbering that only the final order can give. */

export type Plain = string | number | boolean | null | Plain[] | { [key: string]: Plain };

/** Windows channels that the simulated estate ships, each to its own stream. */
export type Channel = 'security' | 'sysmon' | 'system' | 'powershell' | 'defender' | 'tasks' | 'application';

export interface WindowsNative {
  readonly kind: 'windows';
  readonly channel: Channel;
  readonly id: number;
  /** Fully qualified name of the computer that logged it. */
  readonly computer: string;
  readonly data: Record<string, string>;
  /** The first line of the message as Windows words it. */
  readonly message: string;
  /** Provider name where the channel has more than one (System, Application). */
  readonly provider?: string;
}

export interface ZeekNative {
  readonly kind: 'zeek';
  readonly log: string;
  readonly fields: Record<string, Plain>;
  /** The computer whose traffic it is, when it is one that can fall silent. */
  readonly computer?: string;
}

export interface SuricataNative {
  readonly kind: 'suricata';
  readonly fields: Record<string, Plain>;
  readonly computer?: string;
}

export interface SyslogNative {
  readonly kind: 'syslog';
  readonly stream: 'firewall' | 'remote-access';
  readonly host: string;
  readonly app: string;
  readonly messageId: string;
  /** RFC 5424 severity, 0 to 7. */
  readonly severity: number;
  readonly data: Record<string, string | number>;
  readonly message: string;
}

export interface FhirNative {
  readonly kind: 'fhir';
  /** Where the person sat. */
  readonly computer: string;
  readonly resource: Record<string, Plain>;
}

export type Native = WindowsNative | ZeekNative | SuricataNative | SyslogNative | FhirNative;
