import type { RepoDiff } from 'hero-claude-sdk';
import type { MethodCall } from '../call/method-call.ts';
import { diffSummary, fileDiff } from '../views/diff-view.ts';

/** Prints all files of all repositories, page by page; the summary goes beside, so that the diff can be piped. */
export async function showDiff(call: MethodCall<RepoDiff[]>): Promise<void> {
  const { output, params } = call;
  const repos = await call.send();
  if (output.json) {
    output.document(repos);
    return;
  }
  const onlyPage = params['after'] !== undefined || params['limit'] !== undefined;
  for (const repo of repos) {
    output.note(diffSummary(repo));
    for (let page: RepoDiff | undefined = repo; page !== undefined; ) {
      for (const file of page.files) output.line(fileDiff(file, output.style));
      if (page.next === null) break;
      if (onlyPage) {
        output.note(`more: --repo ${repo.name} --after ${page.next}`);
        break;
      }
      [page] = await call.send({ ...params, repo: repo.name, after: page.next });
    }
  }
}
