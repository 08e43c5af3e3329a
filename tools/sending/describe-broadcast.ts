import type { Broadcast, BroadcastRun } from '../../lambdas/core/send/broadcast.ts';

const describeRun = (name: string, { state, read, members, reachable, time, by, startedAt }: BroadcastRun): string =>
  `${name.padEnd(24)} ${state.padEnd(9)} ${reachable} addresses of ${members} people, ${read} profiles read; due ${
    'local' in time ? `${time.local} by each recipient’s clock` : new Date(time.at).toISOString()
  }; ${by}, ${new Date(startedAt).toISOString().slice(0, 16)}Z`;

/** For a person at a terminal: its latest run, and below it those that were started before, a line each. */
export const describeBroadcast = (broadcast: Broadcast): readonly string[] => [
  describeRun(broadcast.campaign, broadcast),
  ...(broadcast.earlier ?? []).map((run) => describeRun('  before', run)),
];
