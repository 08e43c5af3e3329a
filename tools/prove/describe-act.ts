import type { Act } from './script.ts';

/** One line. */
export const describeAct = (act: Act): string => {
  switch (act.kind) {
    case 'put':
      return `PUT ${JSON.stringify(act.message)}${act.poison ? ' (kills its reader)' : ''}`;
    case 'garbage':
      return `PUT ${JSON.stringify(act.bytes)} (no message)`;
    case 'post':
      return `POST ${JSON.stringify(act.messages)}`;
    case 'reshard':
      return `RESHARD to ${act.shards}`;
    case 'outage':
      return `OUTAGE of ${act.port} for ${Math.round(act.ms / 1000)} s`;
    case 'redrive':
      return 'REDRIVE';
    case 'unmerge':
      return `UNMERGE ${act.a} ${act.b}`;
    case 'pause':
    case 'resume':
      return `somebody lets ${act.campaign} ${act.kind === 'pause' ? 'pause' : 'go on'}`;
    case 'resume-sending':
      return 'an operator lets sending go on';
    case 'broadcast':
      return `somebody broadcasts ${act.campaign}`;
    case 'sold-out':
      return `SOLD OUT ${act.productId}`;
  }
};
