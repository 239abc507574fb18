/** Looking round: who am I, who runs this domain, where are the servers. */
import { z } from 'zod';
import type { Burst } from '../burst.ts';
import { type Program, programs } from '../shapes/programs.ts';
import { fileCreated } from '../shapes/windows.ts';
import { conn, conversation } from '../shapes/zeek.ts';
import { behaviour, implantOn, Part, penOf, type } from './stage.ts';

const sets: Record<'self' | 'domain' | 'directory', readonly (readonly [Program, string])[]> = {
  self: [
    [programs.whoami, 'whoami  /all'],
    [programs.ipconfig, 'ipconfig  /all'],
    [programs.net, 'net  user /domain'],
    [programs.tasklist, 'tasklist  /v'],
  ],
  domain: [
    [programs.nltest, 'nltest  /dclist:'],
    [programs.nltest, 'nltest  /domain_trusts /all_trusts'],
    [programs.net, 'net  group "Domain Admins" /domain'],
    [programs.net, 'net  group "Enterprise Admins" /domain'],
    [programs.net, 'net  view /all /domain'],
  ],
  directory: [
    [programs.adfind, `${programs.adfind.image} -f "(objectcategory=person)" > ad_users.txt`],
    [programs.adfind, `${programs.adfind.image} -f "objectcategory=computer" > ad_computers.txt`],
    [programs.adfind, `${programs.adfind.image} -sc trustdmp > trustdmp.txt`],
  ],
};

export const discovery = behaviour({
  params: z.strictObject({ on: Part, look_for: z.enum(['self', 'domain', 'directory']) }),
  parts: (p) => [p.on],
  *run(stage, { on, look_for }): Generator<Burst, void, undefined> {
    const player = stage.player(on);
    const implant = implantOn(stage, player);
    const pen = penOf(stage);
    if (look_for === 'directory') pen.add(4000, fileCreated(implant, programs.adfind.image));
    for (const [program, line] of sets[look_for]) {
      type(stage, pen, implant, program, line);
      if (line.includes('domain') || look_for === 'directory') {
        const talk = conversation(
          player.host,
          stage.random.pick(stage.cast.controllers).ip,
          look_for === 'directory' ? 389 : 445,
          stage.random,
        );
        pen.add(
          50,
          conn(talk, look_for === 'directory' ? 'ldap_tcp' : 'gssapi,smb', {
            sent: 9100,
            received: look_for === 'directory' ? 4_100_000 : 22_000,
            duration: 4,
          }),
        );
      }
      pen.wait(8000 + stage.random.gap(40_000));
    }
    yield pen;
  },
});

/** A quick sweep of the neighbourhood for open file sharing and remote desktop. */
export const sweep = behaviour({
  params: z.strictObject({ from: Part, to: Part }),
  parts: (p) => [p.from, p.to],
  *run(stage, { from, to }): Generator<Burst, void, undefined> {
    const { host } = stage.player(from);
    const pen = penOf(stage);
    for (const target of stage.players(to)) {
      for (const port of [445, 3389]) {
        const talk = conversation(host, target.host.ip, port, stage.random);
        const open = stage.random.chance(0.6);
        pen.add(120, conn(talk, null, { sent: 0, received: 0, duration: 0.01 }, open ? 'RSTO' : 'S0'));
      }
    }
    yield pen;
  },
});
