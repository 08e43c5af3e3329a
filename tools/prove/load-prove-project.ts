import { liquidRenderer } from '../../lambdas/adapters/liquid-renderer.ts';
import { loadProject } from '../demo/load-project.ts';
import { proveBook } from './prove-book.ts';
import type { Project } from './world.ts';

/** The project's campaigns and schemas, built, for all histories to share. */
export const loadProveProject = async (): Promise<Project> => {
  const { book, validators } = await loadProject();
  const whole = proveBook(book);
  return { book: whole, validators, renderer: liquidRenderer(whole) };
};
