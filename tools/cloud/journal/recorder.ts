import type { Instant } from '../../../lambdas/core/event/event.ts';
import type { JournalCall } from './journal.ts';

export interface RecorderProps {
  readonly now: () => Instant;
  readonly newId: () => string;
  readonly append: (call: JournalCall) => void;
}

/** Writes down every call that changes a store, and makes such calls again. */
export interface Recorder {
  /** The stores' clock: it stands still during a call, and shows the call's own time when that is made again. */
  readonly now: () => Instant;
  /** The stores' ids: those drawn during a call are written down with it, and given again. */
  readonly newId: () => string;
  /**
   * The store, with calls of `methods` in the journal before they return: to a caller, what has happened is saved.
   * Each of them must do all it does before its first `await`, and depend on nothing but its arguments, the stores,
   * `now` and `newId`.
   */
  record<Store extends object>(name: string, store: Store, methods: readonly (keyof Store & string)[]): Store;
  replay(call: JournalCall): void;
}

type Method = (...args: readonly unknown[]) => unknown;

export const createRecorder = ({ now, newId, append }: RecorderProps): Recorder => {
  const stores = new Map<string, object>();
  /** The call being made; calls within it belong to it. */
  let open: { readonly at: Instant; readonly drawId: () => string } | undefined;
  const methodOf = (name: string, method: string): Method => {
    const found: unknown = Reflect.get(stores.get(name) ?? {}, method);
    if (typeof found !== 'function') throw new Error(`the journal names ${name}.${method}, which is not there`);
    return found as Method;
  };
  const recorded =
    (store: string, method: string): Method =>
    (...args) => {
      const call = methodOf(store, method);
      if (open !== undefined) return call(...args);
      const at = now();
      const ids: string[] = [];
      open = {
        at,
        drawId: () => {
          const id = newId();
          ids.push(id);
          return id;
        },
      };
      try {
        return call(...args);
      } finally {
        open = undefined;
        // In the same turn as the change itself: nobody can have seen it yet.
        append({ at, store, method, args, ids });
      }
    };
  return {
    now: () => open?.at ?? now(),
    newId: () => open?.drawId() ?? newId(),
    record: (name, store, methods) => {
      stores.set(name, store);
      return { ...store, ...Object.fromEntries(methods.map((method) => [method, recorded(name, method)])) };
    },
    replay: ({ at, store, method, args, ids }) => {
      const given = [...ids];
      open = { at, drawId: () => given.shift() ?? newId() };
      try {
        const answer = methodOf(store, method)(...args);
        // What was refused then is refused again.
        if (answer instanceof Promise) answer.catch(() => undefined);
      } finally {
        open = undefined;
      }
    },
  };
};
