import { liquidRenderer } from '../../lambdas/adapters/liquid-renderer.ts';
import { loadDemoProducts, loadProject } from '../demo/load-project.ts';
import { type PreviewAnswer, type PreviewRequest, previewMails } from './preview-mails.ts';
import { samplePorts } from './sample-person.ts';
import { SAMPLE } from './sample-trigger.ts';

/** The mails of a sample person, from the campaigns as they are written now: a draft's, too. */
export const previewSample = async (request: PreviewRequest): Promise<PreviewAnswer> => {
  const { book } = await loadProject();
  const products = loadDemoProducts(book.brand.url);
  const ports = await samplePorts({ book, renderer: liquidRenderer(book), products, now: Date.now() });
  return previewMails(ports, { ...request, who: SAMPLE, anyway: true });
};
