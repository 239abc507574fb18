/**
 * The door for syslog over UDP, TCP and TLS. The protocol knows neither a token nor an acknowledgement: who may send is a list of
 * networks (and for TLS a client certificate), a TCP sender is held back while the listener has its share waiting, and what UDP
 * brings then is lost and counted.
 */
import { createSocket } from 'node:dgram';
import { BlockList, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { fault } from '@cordon/platform/fault';
import type { Logger } from '@cordon/platform/telemetry';
import { createFrames } from './frames.ts';
import { type DoorNeeds, receive } from './received.ts';

export interface SyslogOptions {
  protocol: 'udp' | 'tcp' | 'tls';
  host: string;
  port: number;
  /** What its events are shown under, with the sender's address behind it. */
  source: string;
  /** Networks that may send, as CIDR. */
  from: readonly string[];
  /** PEM; `clients`: the authorities whose certificates senders must have, if any. */
  tls?: { cert: string; key: string; clients?: string | undefined } | undefined;
}

export interface Listening {
  port: number;
  close(): Promise<void>;
}

/** Messages are gathered this long, or up to so much, and then kept together. */
const gatherMs = 200;
const gatherBytes = 512 * 1024;
/** Gathered and not yet on the disk; beyond it senders wait, as when Cordon is behind. */
const mostInMemory = 8 * 1024 * 1024;
/** Connections at once; a sender has one. */
const connections = 2_000;

const newline = Buffer.from('\n');
const isEnd = (byte: number): boolean => byte === 10 || byte === 13 || byte === 0;

/** @throws SYSLOG_PORT */
export async function syslogDoor(needs: DoorNeeds, options: SyslogOptions, log: Logger): Promise<Listening> {
  const allowed = networks(options.from);
  const may = (address: string | undefined): boolean => {
    const bare = address?.replace(/^::ffff:/, '') ?? '';
    return allowed.check(bare, bare.includes(':') ? 'ipv6' : 'ipv4');
  };
  const gather = createGather(needs, options.source, log);
  return options.protocol === 'udp'
    ? listenUdp(options, may, gather, log)
    : listenStream(options, may, gather, log);
}

interface Gather {
  add(address: string, message: Buffer): void;
  /** Whether no more may be added now. */
  isFull(): boolean;
  /** Resolves when everything added is on the disk. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

function createGather(needs: DoorNeeds, source: string, log: Logger): Gather {
  let waiting = new Map<string, Buffer[]>();
  let bytes = 0;
  let inMemory = 0;
  let busy: Promise<void> = Promise.resolve();
  let count = 0;

  async function write(batch: Map<string, Buffer[]>): Promise<void> {
    for (const [address, messages] of batch) {
      const body = Buffer.concat(messages.flatMap((message) => [message, newline]));
      // A message that comes twice is two messages, so a batch is known by its place and not by what it says.
      const key = `${Date.now().toString(36)}-${(count++).toString(36)}`;
      for (let tries = 0; ; tries++) {
        try {
          await receive(needs, `${source}/${address}`, body, key);
          break;
        } catch (error) {
          if (tries === 0) log.error({ err: error }, 'Syslog could not be kept yet; it is tried again.');
          if (tries >= 60) {
            log.error({ bytes: body.length }, 'Syslog was lost: it could not be kept for a minute.');
            break;
          }
          await new Promise((resolve) => setTimeout(resolve, 1_000));
        }
      }
      inMemory -= body.length;
    }
  }
  function flush(): Promise<void> {
    if (waiting.size > 0) {
      const batch = waiting;
      waiting = new Map();
      bytes = 0;
      busy = busy.then(() => write(batch));
    }
    return busy;
  }
  const timer = setInterval(() => void flush(), gatherMs);
  timer.unref();
  return {
    add(address, message) {
      let end = message.length;
      while (end > 0 && isEnd(message[end - 1]!)) end--;
      if (end === 0) return;
      // Lines are what the reader of syslog reads: ends within a message become blanks.
      const line = Buffer.from(message.subarray(0, end)).map((byte) => (isEnd(byte) ? 32 : byte)) as Buffer;
      const known = waiting.get(address);
      if (known) known.push(line);
      else waiting.set(address, [line]);
      bytes += line.length;
      inMemory += line.length + newline.length;
      if (bytes >= gatherBytes) void flush();
    },
    isFull: () => needs.isFull() || inMemory >= mostInMemory,
    flush,
    close() {
      clearInterval(timer);
      return flush();
    },
  };
}

function networks(from: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of from) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}

const portFault = ({ protocol, host, port }: SyslogOptions, cause: Error) =>
  fault(
    'SYSLOG_PORT',
    `Syslog cannot be listened for on ${protocol} ${host}:${port} (${(cause as NodeJS.ErrnoException).code ?? cause.message}).`,
    'Free the port or choose another in cordon.yaml; below 1024 a port needs the right to use it.',
    { cause },
  );

async function listenUdp(
  options: SyslogOptions,
  may: (address: string) => boolean,
  gather: Gather,
  log: Logger,
): Promise<Listening> {
  const socket = createSocket({
    type: options.host.includes(':') ? 'udp6' : 'udp4',
    recvBufferSize: 4 * 1024 * 1024,
  });
  let lost = 0;
  const tellLost = (): void => {
    if (lost > 0)
      log.warn(
        { lost, source: options.source },
        'Syslog over UDP was lost because it came in faster than it was worked through; TCP senders would have waited.',
      );
    lost = 0;
  };
  const telling = setInterval(tellLost, 60_000);
  telling.unref();
  socket.on('message', (message, { address }) => {
    if (!may(address)) return;
    if (gather.isFull()) lost += 1;
    else gather.add(address, message);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', (error) => reject(portFault(options, error)));
    socket.bind(options.port, options.host, resolve);
  });
  socket.on('error', (error) => log.error({ err: error }, 'Syslog over UDP'));
  return {
    port: socket.address().port,
    async close() {
      clearInterval(telling);
      tellLost();
      await new Promise<void>((resolve) => socket.close(() => resolve()));
      await gather.close();
    },
  };
}

async function listenStream(
  options: SyslogOptions,
  may: (address: string | undefined) => boolean,
  gather: Gather,
  log: Logger,
): Promise<Listening> {
  const open = new Set<Socket>();
  function serve(socket: Socket): void {
    const address = socket.remoteAddress?.replace(/^::ffff:/, '');
    if (address === undefined || !may(address)) {
      socket.destroy();
      return;
    }
    open.add(socket);
    const frames = createFrames();
    let waiting: NodeJS.Timeout | undefined;
    const hold = (): void => {
      if (!gather.isFull()) return;
      socket.pause();
      waiting = setTimeout(() => {
        socket.resume();
        hold();
      }, 500);
    };
    socket.on('data', (chunk) => {
      for (const message of frames.push(chunk)) gather.add(address, message);
      hold();
    });
    socket.on('end', () => {
      for (const message of frames.end()) gather.add(address, message);
      socket.end();
    });
    // Senders come and go; what they sent until then is kept.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      clearTimeout(waiting);
      open.delete(socket);
      if (frames.cut > 0)
        log.warn({ address, cut: frames.cut }, 'Syslog messages were too long and were cut.');
    });
  }
  const { tls } = options;
  const server: Server = tls
    ? createTlsServer(
        {
          cert: tls.cert,
          key: tls.key,
          minVersion: 'TLSv1.2',
          ...(tls.clients !== undefined && { ca: tls.clients, requestCert: true, rejectUnauthorized: true }),
        },
        serve,
      )
    : createServer(serve);
  server.maxConnections = connections;
  server.on('tlsClientError', (error: Error) =>
    log.warn({ err: error.message }, 'A syslog sender could not be trusted.'),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(portFault(options, error)));
    server.listen(options.port, options.host, resolve);
  });
  const at = server.address();
  return {
    port: typeof at === 'object' && at !== null ? at.port : options.port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
      await gather.close();
    },
  };
}
