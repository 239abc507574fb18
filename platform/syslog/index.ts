/**
 * Sends syslog to a receiver, over TCP or TLS. Opens sockets.
 *
 * Sources: RFC 5424 (messages), RFC 6587 3.4.1 and RFC 5425 (octet counting).
 */

import { connect as connectTcp, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';

export interface SyslogMessage {
  /** Facility × 8 + severity. */
  priority: number;
  /** When it came about, ISO 8601. */
  at: string;
  /** What wrote it, and which kind of message it is: printable, without blanks. */
  app: string;
  kind: string;
  text: string;
}

export interface SyslogReceiver {
  host: string;
  port: number;
  /** PEM; null: readable by whoever is on the way. */
  tls: { ca?: string; cert?: string; key?: string } | null;
}

/** Printable, without blanks. */
const nameOf = (text: string): string => text.replace(/[^\x21-\x7e]/g, '-').slice(0, 48) || '-';
const here = nameOf(hostname());

/** As octets with their count in front. Pure but for the name of this machine. */
export function frameOf({ priority, at, app, kind, text }: SyslogMessage): Buffer {
  // The text is what it was on any receiver, whatever it takes characters for.
  const ascii = text.replace(/[\r\n]+/g, ' ').replace(/[^\x20-\x7e]/g, escaped);
  const message = Buffer.from(
    `<${priority}>1 ${at} ${here} ${nameOf(app)} ${process.pid} ${nameOf(kind)} - ${ascii}`,
    'latin1',
  );
  return Buffer.concat([Buffer.from(`${message.length} `), message]);
}

/** As JSON has it: what is sent here is JSON. */
const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Milliseconds. */
const settlesMs = 50;
const longestMs = 30_000;

/**
 * Resolves when the receiver has read all of it. The protocol has no acknowledgement: what says so is that the receiver ends the connection in
 * order, after all was sent, and not before. What it read and then lost itself, nobody is told.
 *
 * @throws when it cannot be reached or ended the connection by itself: it may have read a part
 */
export async function sendSyslog(
  receiver: SyslogReceiver,
  messages: readonly SyslogMessage[],
): Promise<void> {
  const socket = open(receiver);
  const tooLate = setTimeout(() => socket.destroy(new Error('it does not answer in time')), longestMs);
  try {
    await once(socket, receiver.tls ? 'secureConnect' : 'connect');
    let leaving = false;
    const over = once(socket, 'end').then(() => {
      if (!leaving) throw new Error('it hung up before it had everything');
    });
    for (const message of messages)
      if (!socket.write(frameOf(message))) await Promise.race([once(socket, 'drain'), over]);
    // Whoever does not let us in says so by hanging up, and does it at once.
    await Promise.race([
      pause(settlesMs)
        .then(() => turn())
        .then(() => turn()),
      over,
    ]);
    leaving = true;
    socket.end();
    await over;
  } finally {
    clearTimeout(tooLate);
    socket.destroy();
  }
}

function open({ host, port, tls }: SyslogReceiver): Socket {
  const socket = tls
    ? connectTls({ host, port, ...tls, ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }) })
    : connectTcp({ host, port });
  // It has nothing to say; without reading, its end would not be seen.
  return socket.resume();
}

/** @throws when the connection fails or is over before it comes to that */
function once(socket: Socket, event: 'connect' | 'secureConnect' | 'drain' | 'end'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve());
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('it hung up')));
  });
}
