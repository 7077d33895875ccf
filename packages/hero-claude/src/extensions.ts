import type { Command } from 'commander';
import type { MethodName, Methods, QueuedPrompt } from 'hero-claude-sdk';
import { callAndShow, type MethodCall, type Run, type View } from './call/method-call.ts';
import { createFlags, levelFlags, logFlags, ruleFlags } from './extension-flags.ts';

/** What a command has beyond what the document says. Loaded when it runs, so that help stays quick. */
export interface Extension {
  flags?: (command: Command) => void;
  run: () => Promise<Run>;
}

type Shown<Name extends MethodName> = View<Methods[Name]['result']>;

function shown<Name extends MethodName>(load: () => Promise<Shown<Name>>): Extension {
  return { run: async () => async (call: MethodCall) => callAndShow(call, await load()) };
}

function watched<Name extends MethodName>(load: () => Promise<Shown<Name>>): Extension {
  return {
    run: async () => {
      const [{ watchedCall }, view] = await Promise.all([import('./session/watched-call.ts'), load()]);
      return async (call: MethodCall<Methods[Name]['result']>) => watchedCall(call, view);
    },
  };
}

const summary = async () => (await import('./views/session-summary.ts')).sessionSummary;

const conversationViews = () => import('./views/conversation-views.ts');
const queueView = async (): Promise<View<QueuedPrompt[]>> => {
  const { queueTable } = await import('./views/queue-view.ts');
  return (queue, style) => queueTable(queue, style);
};

/** Commands that a person needs more from than a derived one gives. */
export const extensions: { [Name in MethodName]?: Extension } = {
  'server.health': shown<'server.health'>(async () => {
    const { checkList } = await import('./views/check-list.ts');
    return ({ checks }, style) => checkList(checks, style);
  }),
  'server.guarantees': shown<'server.guarantees'>(async () => {
    const { guaranteeList } = await import('./views/guarantee-list.ts');
    return ({ guarantees }, style) => guaranteeList(guarantees, style);
  }),
  'session.create': {
    flags: createFlags,
    run: async () => (await import('./session/create-session.ts')).createSession,
  },
  'session.start': watched<'session.start'>(summary),
  'session.stop': watched<'session.stop'>(summary),
  'session.restore': shown<'session.restore'>(summary),
  'session.update': shown<'session.update'>(summary),
  'session.finish': watched<'session.finish'>(
    async () => (await import('./views/finish-view.ts')).finishView,
  ),
  'session.sync': { run: async () => (await import('./session/sync-session.ts')).syncSession },
  'session.destroy': shown<'session.destroy'>(
    async () => (await import('./views/destroy-view.ts')).destroyView,
  ),
  'session.list': shown<'session.list'>(async () => {
    const { sessionTable } = await import('./views/session-table.ts');
    return (sessions, style, { output }) => sessionTable(sessions, style, Date.now(), output.columns);
  }),
  'session.info': shown<'session.info'>(
    async () => (await import('./views/session-details.ts')).sessionDetails,
  ),
  'session.logs': {
    flags: logFlags,
    run: async () => (await import('./session/session-logs.ts')).sessionLogs,
  },
  'session.exec': { run: async () => (await import('./session/exec-command.ts')).execCommand },
  'session.diff': { run: async () => (await import('./session/show-diff.ts')).showDiff },
  'session.commits': shown<'session.commits'>(
    async () => (await import('./views/commits-view.ts')).commitsView,
  ),
  'session.files': shown<'session.files'>(async () => (await import('./views/file-table.ts')).fileTable),
  'session.file': { run: async () => (await import('./session/show-file.ts')).showFile },
  'session.send': { run: async () => (await import('./session/send-prompt.ts')).sendPrompt },
  'session.interrupt': shown<'session.interrupt'>(async () => (await conversationViews()).interruptView),
  'session.configure': shown<'session.configure'>(async () => (await conversationViews()).configureView),
  'session.messages': {
    flags: levelFlags,
    run: async () => (await import('./session/show-messages.ts')).showMessages,
  },
  'session.turns': shown<'session.turns'>(async () => {
    const { turnTable } = await import('./views/turn-table.ts');
    return (page, style) => turnTable(page, style);
  }),
  'session.usage': shown<'session.usage'>(async () => (await import('./views/usage-view.ts')).usageView),
  'queue.list': shown<'queue.list'>(queueView),
  'queue.edit': shown<'queue.edit'>(queueView),
  'queue.cancel': shown<'queue.cancel'>(queueView),
  'queue.move': shown<'queue.move'>(queueView),
  'search.messages': shown<'search.messages'>(async () => {
    const { searchView } = await conversationViews();
    return (hits, style) => searchView(hits, style);
  }),
  'approval.list': { run: async () => (await import('./approvals/approval-calls.ts')).listApprovals },
  'approval.answer': { run: async () => (await import('./approvals/approval-calls.ts')).giveAnswer },
  'approval.rules': {
    flags: ruleFlags,
    run: async () => (await import('./approvals/approval-rules.ts')).approvalRules,
  },
  'egress.log': shown<'egress.log'>(async () => (await import('./views/egress-table.ts')).egressTable),
  'repo.list': shown<'repo.list'>(async () => (await import('./views/repo-views.ts')).repoTable),
  'repo.info': shown<'repo.info'>(async () => (await import('./views/repo-views.ts')).repoDetails),
  'logs.get': shown<'logs.get'>(async () => (await import('./views/log-views.ts')).operationLog),
  'usage.summary': shown<'usage.summary'>(
    async () => (await import('./views/usage-summary-view.ts')).usageSummaryView,
  ),
  'trash.list': shown<'trash.list'>(async () => (await import('./views/log-views.ts')).trashTable),
  'image.build': { run: async () => (await import('./image/build-image.ts')).buildSessionImage },
};
