import type { Methods, PermissionMode, UncommittedChoice } from 'hero-claude-sdk';

export type CreateParams = Methods['session.create']['params'];

/** The form as it is typed: texts, empty for "as the server has it". */
export interface SessionForm {
  repos: string[];
  task: string;
  name: string;
  base: string;
  source: 'uncommitted' | 'clean';
  uncommitted: UncommittedChoice | '';
  model: string;
  effort: NonNullable<CreateParams['effort']> | '';
  permissionMode: PermissionMode | '';
  cpu: string;
  memoryGb: string;
  image: string;
  budget: string;
  mcpServers: string[];
  egress: 'none' | 'allowlist' | 'open' | '';
  egressAllow: string;
  setup: string;
  include: string;
  labels: string;
  trustProject: boolean;
}

export const emptyForm: SessionForm = {
  repos: [],
  task: '',
  name: '',
  base: '',
  source: 'uncommitted',
  uncommitted: '',
  model: '',
  effort: '',
  permissionMode: '',
  cpu: '',
  memoryGb: '',
  image: '',
  budget: '',
  mcpServers: [],
  egress: '',
  egressAllow: '',
  setup: '',
  include: '',
  labels: '',
  trustProject: true,
};

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

function labelsIn(text: string): Record<string, string> {
  return Object.fromEntries(
    words(text).map((word) => {
      const [name = '', ...value] = word.split('=');
      return [name, value.join('=')];
    }),
  );
}

/**
 * The repositories that are chosen as the form opens: those of the last time that are still there, the one the address
 * asks for, and the only one when there is no other.
 */
export function chosenRepos(
  stored: readonly string[],
  asked: string | null,
  known: readonly string[] | undefined,
): string[] {
  if (asked !== null) return stored.includes(asked) ? [...stored] : [asked];
  if (known === undefined) return [...stored];
  const there = stored.filter((name) => known.includes(name));
  return there.length === 0 && known.length === 1 ? [...known] : there;
}

/** Only what was chosen; the server knows the rest. */
export function paramsOf(form: SessionForm): CreateParams {
  const entries: Record<string, unknown> = {
    repos: form.repos,
    task: form.task.trim(),
    name: form.name.trim(),
    image: form.image.trim(),
    cpu: form.cpu === '' ? '' : Number(form.cpu),
    memory_gb: form.memoryGb === '' ? '' : Number(form.memoryGb),
    budget_usd: form.budget === '' ? '' : Number(form.budget),
    mcp_servers: form.mcpServers,
    base: form.base.trim(),
    clean: form.source === 'clean' && form.base.trim() === '' ? true : '',
    include: lines(form.include),
    model: form.model.trim(),
    effort: form.effort,
    permission_mode: form.permissionMode,
    setup: lines(form.setup),
    labels: labelsIn(form.labels),
    egress: egressOf(form),
    trust_project: form.trustProject ? '' : false,
    uncommitted: form.source === 'clean' ? '' : form.uncommitted,
  };
  const isGiven = (value: unknown) =>
    value !== '' && !(typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  return Object.fromEntries(
    Object.entries(entries).filter(([, value]) => isGiven(value)),
  ) as unknown as CreateParams;
}

function egressOf({ egress, egressAllow }: SessionForm): unknown {
  const allow = words(egressAllow);
  if (allow.length === 0) return egress;
  return { policy: egress === '' ? 'allowlist' : egress, allow };
}
