import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { flushOnExit, forgetOnExit } from '../../emitter/flush-on-exit.ts';

const aProcess = () => {
  const done: string[] = [];
  const process = Object.assign(new EventEmitter(), {
    pid: 7,
    kill: (_pid: number, signal: string) => done.push(signal),
  });
  return { process, done };
};
const settled = () => new Promise(setImmediate);

describe('a process that is told to end', () => {
  it('sends what every emitter holds first, then ends as it was told', async () => {
    const { process, done } = aProcess();
    const closing = (name: string) => ({ close: () => settled().then(() => void done.push(name)) });
    for (const name of ['a', 'b']) flushOnExit(closing(name), process);
    process.emit('SIGTERM');
    expect(done).toEqual([]);
    await settled();
    await settled();
    expect(done).toEqual(['a', 'b', 'SIGTERM']);
  });

  it('is left to whoever else listens to the signal', async () => {
    const { process, done } = aProcess();
    flushOnExit({ close: async () => void done.push('flushed') }, process);
    process.on('SIGINT', () => done.push('theirs'));
    process.emit('SIGINT');
    await settled();
    expect(done).toEqual(['theirs', 'flushed'].sort((a) => (a === 'flushed' ? -1 : 1)));
  });

  it('forgets an emitter that was closed', async () => {
    const { process, done } = aProcess();
    const emitter = { close: async () => void done.push('flushed') };
    flushOnExit(emitter, process);
    forgetOnExit(emitter, process);
    process.emit('SIGTERM');
    await settled();
    expect(done).toEqual(['SIGTERM']);
  });
});
