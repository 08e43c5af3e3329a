import { z } from 'zod';
import type { ProfileId } from '../core/identity/identity.ts';
import { PlainError } from '../steps/conceal-errors.ts';

const identifier = z.string().min(1).max(500);

export const unmergeRequest = z
  .strictObject({
    /** An identifier, `user:ada`, `anonymous:phone`, or without its kind. */
    a: identifier,
    b: identifier.optional(),
    /** Instead of `b`: the event that linked the two, `web:m-1`. */
    link: z.string().min(3).max(600).optional(),
    /** The lake is read from this day on. @default the day before the first event arrived */
    from: z.iso.date().optional(),
    /** Writes nothing. */
    dryRun: z.boolean().default(false),
    /** Goes on although the lake lacks events that were folded: they are forgotten. */
    forgetMissing: z.boolean().default(false),
  })
  .refine(({ b, link }) => (b === undefined) !== (link === undefined), 'say either b or link: what a is taken from');

export type UnmergeRequest = z.input<typeof unmergeRequest>;
export type ReadRequest = z.output<typeof unmergeRequest>;

/** Throws a `PlainError` that says to the operator what is wrong with it. */
export const readRequest = (request: UnmergeRequest): ReadRequest => {
  const parsed = unmergeRequest.safeParse(request);
  if (!parsed.success) throw new PlainError(z.prettifyError(parsed.error));
  return parsed.data;
};

/** What became of an unmerge. Everything but `unmerged` changed nothing. */
export type UnmergeReport =
  | {
      readonly kind: 'unmerged' | 'would_unmerge';
      readonly kept: SideReport;
      readonly taken: SideReport;
      /** Of the lake, all people's. */
      readonly objectsRead: number;
      /** Folded, and not in the lake: left out on request. */
      readonly forgotten: number;
    }
  | { readonly kind: 'already_apart' }
  | { readonly kind: 'not_linked' }
  | { readonly kind: 'unknown'; readonly which: 'a' | 'b' | 'link' }
  | { readonly kind: 'erased' }
  /** The lake lacks events that were folded: as a rule they are about to be written to it. */
  | { readonly kind: 'lake_behind'; readonly missing: number }
  | { readonly kind: 'out_of_time'; readonly objectsRead: number; readonly objects: number }
  | { readonly kind: 'too_large'; readonly limit: 'identifiers' | 'events' | 'unmerges' | 'item' }
  | { readonly kind: 'contended' };

export interface SideReport {
  readonly profile: ProfileId;
  readonly identifiers: number;
  readonly events: number;
}
